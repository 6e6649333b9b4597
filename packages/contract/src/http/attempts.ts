import { z } from 'zod';
import { QuestionType } from '../jobs/results.ts';
import { limits } from '../limits.ts';
import { Id, ListQuery, Time } from './common.ts';
import { GradeBody, PartState } from './grades.ts';
import { Waiting } from './jobs.ts';
import { Track } from './tests.ts';

/** `preview`: a teacher's, which counts nowhere. */
export const AttemptKind = z.enum(['test', 'practice', 'preview']);
export type AttemptKind = z.infer<typeof AttemptKind>;

export const StartTestBody = z
  .union([
    z.strictObject({ test_id: z.uuid() }),
    z.strictObject({
      course_id: z.uuid(),
      track: Track.default('general'),
      count: z.int().min(1).max(limits.practiceQuestions).default(10),
    }),
  ])
  .meta({ id: 'StartTest', description: 'A test; or practice on the approved questions of a course' });
export type StartTestBody = z.infer<typeof StartTestBody>;

/** Of choices the id of an option, or several; of all others text. null takes the answer back. */
const GivenAnswer = z.union([z.string(), z.array(z.string().max(10)).max(10), z.null()], {
  error: 'must be text; of choices the id of an option, or a list of at most 10; or null',
});
export type GivenAnswer = z.infer<typeof GivenAnswer>;

/** What a student sees of a question before the end: never key, explanation, rubric or evidence. */
export const AskedQuestionBody = z
  .object({
    id: Id,
    type: QuestionType,
    stem: z.string(),
    options: z.array(z.object({ id: z.string(), text: z.string() })),
    starter: z.string().nullable(),
    points: z.int(),
    asks_reasoning: z.boolean(),
    answer: GivenAnswer,
    reasoning: z.string().nullable(),
    answer_version: z.int().meta({ description: 'To be sent with the next answer; 0: nothing was saved yet' }),
  })
  .meta({ id: 'AskedQuestion' });
export type AskedQuestionBody = z.infer<typeof AskedQuestionBody>;

export const StartedBody = z
  .object({
    attempt_id: Id,
    kind: AttemptKind,
    resumed: z.boolean().meta({ description: 'It was begun before, and goes on' }),
    question: AskedQuestionBody,
    index: z.int().meta({ description: 'Of the question, from 1' }),
    total: z.int(),
    deadline: Time.nullable(),
  })
  .meta({ id: 'Started' });

export const SubmitBody = z
  .union([
    z.strictObject({
      attempt_id: z.uuid(),
      question_id: z.uuid(),
      answer: GivenAnswer,
      reasoning: z.string().nullish(),
      answer_version: z.int().min(0),
    }),
    z.strictObject({ attempt_id: z.uuid(), finish: z.literal(true) }),
  ])
  .meta({ id: 'Submit', description: 'Saves one answer; or ends the attempt' });
export type SubmitBody = z.infer<typeof SubmitBody>;

export const SubmittedBody = z
  .object({
    answer_version: z.int().optional(),
    answered: z.int().optional().meta({ description: 'Questions that have an answer now' }),
    total: z.int().optional(),
    next: z.object({ index: z.int(), question: AskedQuestionBody }).optional().meta({ description: 'Absent after the last question' }),
    done: z.boolean().optional().meta({ description: 'The attempt is over' }),
    evaluation_job_id: Id.nullable().optional().meta({ description: 'The job that grades its free answers; null: it has none' }),
  })
  .meta({ id: 'Submitted' });

/** `open`: being sat; `waiting`: submitted, some grades are missing; `graded`: all are there. */
export const AttemptState = z.enum(['open', 'waiting', 'graded']);
export type AttemptState = z.infer<typeof AttemptState>;
const attempt = {
  id: Id,
  course_id: Id,
  test_id: Id.nullable(),
  test_title: z.string().nullable(),
  user_id: Id,
  kind: AttemptKind,
  track: Track,
  number: z.int(),
  state: AttemptState,
  started_at: Time,
  deadline: Time.nullable(),
  submitted_at: Time.nullable(),
  ended_by: z.enum(['student', 'deadline']).nullable(),
  answered: z.int(),
  total: z.int(),
  evaluation_job_id: Id.nullable(),
};
export const AttemptSummary = z.object(attempt).meta({ id: 'AttemptSummary' });
export const AttemptBody = z
  .object({
    ...attempt,
    index: z.int().meta({ description: 'Of the question that was shown last, from 1' }),
    now: Time.meta({ description: 'The server’s clock, for a countdown' }),
    questions: z.array(z.object({ index: z.int(), question_id: Id, type: QuestionType, answered: z.boolean(), answer_version: z.int() })),
  })
  .meta({ id: 'Attempt' });
export const AttemptListQuery = ListQuery.extend({ course_id: z.uuid().optional(), test_id: z.uuid().optional() });
export const AttemptQuestionParams = z.object({ id: Id, n: z.coerce.number().int().min(1).max(limits.questionsPerTest) });
export const AttemptQuestionBody = z
  .object({ attempt_id: Id, index: z.int(), total: z.int(), deadline: Time.nullable(), question: AskedQuestionBody })
  .meta({ id: 'AttemptQuestion' });

/** A score; what is not graded yet counts nothing so far. */
export const ScoreBody = z.object({
  score: z.number(),
  max_score: z.number(),
  percent: z.number(),
  passed: z.boolean().nullable().meta({ description: 'null: the test has no pass mark, or grades are missing' }),
  waiting: z.int().meta({ description: 'Questions whose answer, or the reasoning beside it, has no grade yet' }),
  provisional: z.int().meta({ description: 'Questions with a grade by the built-in model that no teacher has confirmed' }),
  in_review: z.int().meta({ description: 'Questions with a grade that waits for the teacher' }),
});
export type ScoreBody = z.infer<typeof ScoreBody>;

export const QuestionResult = z.object({
  index: z.int(),
  question_id: Id,
  type: QuestionType,
  stem: z.string(),
  options: z.array(
    z.object({ id: z.string(), text: z.string(), chosen: z.boolean(), correct: z.boolean().nullable(), reason: z.string().nullable() }),
  ),
  answer: GivenAnswer,
  reasoning: z.string().nullable(),
  key: z.string().nullable().meta({ description: 'null as long as keys are not shown' }),
  explanation: z.string().nullable(),
  evidence: z.object({ document_id: Id.nullable(), page: z.int(), quote: z.string() }).nullable(),
  points: z.int(),
  score: z
    .number()
    .nullable()
    .meta({ description: 'null: not graded yet; of choices and gaps also as long as keys are not shown, since it would tell the key' }),
  state: PartState,
  grade: GradeBody.nullable(),
  reasoning_grade: GradeBody.nullable(),
});
export const AttemptResults = z
  .object({
    ...attempt,
    ...ScoreBody.shape,
    keys_shown: z.boolean().meta({ description: 'False while the student may sit the test once more' }),
    built_in_model: z.boolean().meta({ description: 'No AI is configured: grades of free answers come from rules' }),
    grading: z
      .object({
        state: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
        waiting: Waiting.nullable(),
        resumes_at: Time.nullable(),
      })
      .nullable()
      .meta({
        description:
          'How far the job that grades is, and when it is run again by itself if it failed; null: nothing had to be graded by a model',
      }),
    questions: z.array(QuestionResult),
  })
  .meta({ id: 'AttemptResults' });
