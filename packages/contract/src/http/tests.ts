import { z } from 'zod';
import { Difficulty, QuestionType } from '../jobs/results.ts';
import { limits } from '../limits.ts';
import { Id, Time } from './common.ts';

/** `developer`: coding and short answers first; `general`: choices first. */
export const Track = z.enum(['developer', 'general']);
export type Track = z.infer<typeof Track>;
export const ShowResults = z.enum(['after_attempt', 'after_close']);
export type ShowResults = z.infer<typeof ShowResults>;

/** So many questions of a kind, drawn from what is approved; what is left out may be anything. */
export const BlueprintPart = z.strictObject({
  count: z.int().min(1).max(limits.questionsPerTest),
  type: QuestionType.optional(),
  difficulty: Difficulty.optional(),
  topic: z.string().trim().min(1).max(limits.titleChars).optional().meta({ description: 'Part of a question’s topic, in any case' }),
});
export type BlueprintPart = z.infer<typeof BlueprintPart>;

const points = z.partialRecord(QuestionType, z.int().min(1).max(100));
const reviewPolicy = z.strictObject({
  confidence_below: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .meta({ description: 'Grades given with less confidence wait for the teacher; null: none for that reason' }),
  border_percent: z
    .int()
    .min(0)
    .max(50)
    .nullable()
    .meta({ description: 'Partial credit that is no further from the pass mark (50 without one) waits for the teacher' }),
});
const settings = {
  title: z.string().trim().min(1).max(limits.titleChars),
  instructions: z.string().max(limits.instructionsChars),
  track: Track,
  question_ids: z.array(z.uuid()).min(1).max(limits.questionsPerTest).meta({ description: 'Chosen questions, in this order' }),
  blueprint: z.array(BlueprintPart).min(1).max(50).meta({ description: 'Drawn anew for each attempt' }),
  points: points.meta({ description: 'What a question of a type counts; 1 where nothing is said' }),
  time_limit_seconds: z.int().min(10).max(limits.testSeconds).nullable(),
  attempts_allowed: z.int().min(1).max(100).nullable().meta({ description: 'null: as many as they like' }),
  opens_at: z.iso.datetime({ offset: true }).nullable(),
  closes_at: z.iso.datetime({ offset: true }).nullable(),
  shuffle_questions: z.boolean(),
  shuffle_options: z.boolean(),
  closed_book: z.boolean().meta({ description: 'Whoever sits it cannot search or read the course meanwhile' }),
  show_results: ShowResults.meta({ description: '`after_close` needs `closes_at`' }),
  pass_percent: z.int().min(0).max(100).nullable(),
  review: reviewPolicy,
};

const oneSelection = { message: 'Send either `question_ids` or `blueprint`', path: ['question_ids'] };
interface Times {
  opens_at?: string | null | undefined;
  closes_at?: string | null | undefined;
}
const closesLater = ({ opens_at: opens, closes_at: closes }: Times) => !opens || !closes || Date.parse(closes) > Date.parse(opens);
const closesBefore = { message: 'must be after `opens_at`', path: ['closes_at'] };

export const CreateTestBody = z
  .strictObject({
    title: settings.title,
    instructions: settings.instructions.default(''),
    track: settings.track.default('general'),
    question_ids: settings.question_ids.optional(),
    blueprint: settings.blueprint.optional(),
    points: settings.points.default({}),
    time_limit_seconds: settings.time_limit_seconds.default(null),
    attempts_allowed: settings.attempts_allowed.default(1),
    opens_at: settings.opens_at.default(null),
    closes_at: settings.closes_at.default(null),
    shuffle_questions: settings.shuffle_questions.default(true),
    shuffle_options: settings.shuffle_options.default(true),
    closed_book: settings.closed_book.default(false),
    show_results: settings.show_results.default('after_attempt'),
    pass_percent: settings.pass_percent.default(null),
    review: settings.review.default({ confidence_below: null, border_percent: null }),
  })
  .refine((body) => (body.question_ids === undefined) !== (body.blueprint === undefined), oneSelection)
  .refine(closesLater, closesBefore)
  .meta({ id: 'CreateTest' });
export type CreateTestBody = z.infer<typeof CreateTestBody>;

/** What is left out stays as it is. `version` is the one that was read: a test that has changed since is a 409. */
export const UpdateTestBody = z
  .strictObject({ version: z.int().min(1), ...z.strictObject(settings).partial().shape })
  .refine((body) => Object.keys(body).length > 1, { message: 'Name at least one field to change' })
  .refine((body) => body.question_ids === undefined || body.blueprint === undefined, oneSelection)
  .refine(closesLater, closesBefore)
  .meta({ id: 'UpdateTest' });
export type UpdateTestBody = z.infer<typeof UpdateTestBody>;

export const DeleteTestQuery = z.object({
  with_results: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Attempts go as well; without it a test that somebody has sat is not deleted' }),
});

export const TestState = z.enum(['not_open_yet', 'open', 'closed']);
export type TestState = z.infer<typeof TestState>;

/** A test as its students see it; what only teachers see is null for them. */
export const TestBody = z
  .object({
    id: Id,
    course_id: Id,
    title: z.string(),
    instructions: z.string(),
    track: Track,
    state: TestState,
    total: z.int().meta({ description: 'Questions of an attempt' }),
    time_limit_seconds: z.int().nullable(),
    attempts_allowed: z.int().nullable(),
    opens_at: Time.nullable(),
    closes_at: Time.nullable(),
    closed_book: z.boolean(),
    show_results: ShowResults,
    pass_percent: z.int().nullable(),
    created_at: Time,
    mine: z
      .object({ attempts: z.int(), open_attempt_id: Id.nullable() })
      .meta({ description: 'Attempts of whoever asks; a teacher’s are previews' }),
    teacher: z
      .object({
        question_ids: z.array(Id).nullable(),
        blueprint: z.array(BlueprintPart).nullable(),
        points,
        shuffle_questions: z.boolean(),
        shuffle_options: z.boolean(),
        review: reviewPolicy,
        version: z.int(),
        students: z.object({ started: z.int(), submitted: z.int() }).meta({ description: 'Students with an attempt; with an ended one' }),
      })
      .nullable(),
  })
  .meta({ id: 'Test' });
export type TestBody = z.infer<typeof TestBody>;
