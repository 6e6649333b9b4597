import { z } from 'zod';
import { AnswerPart, Criterion, QuestionType } from '../jobs/results.ts';
import { limits } from '../limits.ts';
import { Id, ListQuery, listOf, Time } from './common.ts';

export const GradeSource = z.enum(['code', 'model', 'teacher']);
export type GradeSource = z.infer<typeof GradeSource>;

/** How firm the score of an answer is. `review`: it waits for the teacher, and why stands with the grade. */
export const PartState = z.enum(['waiting', 'provisional', 'review', 'final']);
export type PartState = z.infer<typeof PartState>;

export const CriterionGrade = z.object({
  criterion: z.string(),
  points: z.number(),
  met: z.boolean(),
  why: z.string(),
  span: z.string().nullable().meta({ description: 'What of the answer it rests on; it stands there' }),
  certainty: z.number().min(0).max(1),
});
export type CriterionGrade = z.infer<typeof CriterionGrade>;

/** Ways in which an answer tries to instruct whoever grades it. */
export const InjectionKind = z.enum([
  'instruction',
  'role_play',
  'fake_delimiter',
  'fake_grade',
  'demand',
  'appeal',
  'encoded_text',
  'hidden_characters',
  'markup',
]);
export type InjectionKind = z.infer<typeof InjectionKind>;
export const InjectionFlag = z.object({ kind: InjectionKind, excerpt: z.string().meta({ description: 'At most 200 characters' }) });
export type InjectionFlag = z.infer<typeof InjectionFlag>;

export const ReviewReason = z.enum(['injection', 'low_confidence', 'near_border', 'unsupported']);
export type ReviewReason = z.infer<typeof ReviewReason>;

export const GradeBody = z
  .object({
    id: Id,
    source: GradeSource,
    model: z.string().nullable(),
    built_in: z.boolean().meta({ description: 'By rules and not by an AI: provisional until a teacher confirms it' }),
    earned: z.number().meta({ description: 'Points of the rubric; of choices, of right options' }),
    possible: z.number(),
    criteria: z.array(CriterionGrade),
    feedback: z.string(),
    confidence: z.number(),
    flags: z.array(InjectionFlag).nullable().meta({ description: 'null for students' }),
    review_reasons: z.array(ReviewReason).nullable().meta({ description: 'Why it waits for the teacher; null for students' }),
    reason: z.string().nullable().meta({ description: 'Why a teacher has decided otherwise; null for students, for whom `feedback` is' }),
    shared: z.boolean(),
    created_at: Time,
  })
  .meta({ id: 'Grade' });
export type GradeBody = z.infer<typeof GradeBody>;

/** A teacher's word in place of a grade: which criteria are met, or how many points were earned. */
export const OverrideBody = z
  .strictObject({
    met: z.array(z.boolean()).max(10).optional().meta({ description: 'For each criterion, in their order' }),
    earned: z.number().min(0).max(1_000).optional().meta({ description: 'Points, of those that are possible' }),
    feedback: z.string().trim().max(2_000).optional().meta({ description: 'For the students' }),
    reason: z.string().trim().min(1).max(1_000).meta({ description: 'For teachers: students do not see it' }),
    attempt_id: z
      .uuid()
      .optional()
      .meta({ description: 'Of this attempt alone; without it of all answers that are the same. Needed where the answer is blank' }),
  })
  .refine((body) => (body.met === undefined) !== (body.earned === undefined), {
    message: 'Send either `met` or `earned`',
    path: ['met'],
  })
  .meta({ id: 'OverrideGrade' });
export type OverrideBody = z.infer<typeof OverrideBody>;
/** The grade that counts now, and how many answers it counts for. */
export const DecidedGrade = z.object({ grade: GradeBody, answers: z.int() }).meta({ id: 'DecidedGrade' });
export const ConfirmGradesBody = z
  .strictObject({ question_id: z.uuid().optional().meta({ description: 'Of this question alone' }) })
  .meta({ id: 'ConfirmGrades' });
export const ConfirmedGrades = z
  .object({
    confirmed: z.int().meta({ description: 'Grades' }),
    answers: z.int(),
    left: z.int().meta({ description: 'Grades that have to be looked at one by one, see `review`' }),
  })
  .meta({ id: 'ConfirmedGrades' });

/** A grade that a teacher should look at, with the answer that it is for. */
export const ReviewItem = z.object({
  grade: GradeBody,
  state: PartState,
  question_id: Id,
  type: QuestionType,
  stem: z.string(),
  part: AnswerPart,
  reference: z.string().meta({ description: 'The reference answer; of a reasoning the explanation' }),
  answer: z.string(),
  attempts: z
    .array(z.object({ attempt_id: Id, user_id: Id, user_name: z.string() }))
    .meta({ description: 'Whose answer this is; the first twenty' }),
  answers: z.int().meta({ description: 'How many have given it' }),
});
export const ReviewList = listOf(ReviewItem).meta({ id: 'ReviewList' });
export const ReviewQuery = ListQuery.extend({
  state: z.enum(['review', 'provisional', 'all']).default('all').meta({
    description:
      '`review`: those that wait for a decision; `provisional`: those by the built-in model that nothing else speaks against; `all`: both, the former first',
  }),
});

export const EvaluationItemBody = z.strictObject({
  question: z.string().trim().min(1).max(4_000),
  type: z.enum(['short_answer', 'coding']).default('short_answer'),
  reference_answer: z.string().max(limits.answerChars).optional(),
  rubric: z.array(Criterion).min(1).max(limits.criteria).optional().meta({ description: 'Without one the usual criteria of its type' }),
  answer: z.string(),
});
export const CreateEvaluationBody = z
  .strictObject({ items: z.array(EvaluationItemBody).min(1) })
  .meta({ id: 'CreateEvaluation', description: `At most ${limits.itemsPerEvaluation} items` });
export type CreateEvaluationBody = z.infer<typeof CreateEvaluationBody>;
export const EvaluationAccepted = z
  .object({ id: Id, evaluation_id: Id, status_url: z.string(), estimate: z.object({ answers: z.int(), calls: z.int() }) })
  .meta({ id: 'EvaluationAccepted', description: '`id` is the job’s' });
export const EvaluationBody = z
  .object({
    id: Id,
    job_id: Id,
    created_at: Time,
    total: z.int(),
    graded: z.int(),
    items: z.array(
      z.object({
        index: z.int().meta({ description: 'From 1, as they were sent' }),
        question: z.string(),
        answer: z.string(),
        state: PartState,
        grade: GradeBody.nullable(),
      }),
    ),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'Evaluation' });

export const RegradeBody = z
  .strictObject({ question_ids: z.array(z.uuid()).min(1).max(limits.questionsPerTest).optional() })
  .meta({ id: 'RegradeTest' });
export const RegradeQuery = z.object({
  preview: z.enum(['true', 'false']).default('false').meta({ description: 'Only find out who would move, and by how much' }),
});
export const RegradeAccepted = z
  .object({ id: Id, regrade_id: Id, status_url: z.string(), answers: z.int().meta({ description: 'That are measured anew' }) })
  .meta({ id: 'RegradeAccepted', description: '`id` is the job’s' });
export const RegradeView = z
  .object({
    id: Id,
    test_id: Id,
    job_id: Id,
    state: z.enum(['running', 'failed', 'preview', 'applied']),
    created_at: Time,
    applied_at: Time.nullable(),
    questions: z.int(),
    answers: z.int(),
    kept: z.int().meta({ description: 'Answers that keep the grade that they have: a teacher’s, or one that has come in between' }),
    waiting: z.int().meta({ description: 'Answers that are left out: they still wait for their first grade, by what was asked' }),
    moved: z.array(
      z.object({
        attempt_id: Id,
        user_id: Id,
        user_name: z.string(),
        number: z.int(),
        from_score: z.number(),
        to_score: z.number(),
        max_score: z.number(),
        passed: z.boolean().nullable().meta({ description: 'Afterwards' }),
        questions: z.array(z.object({ question_id: Id, index: z.int(), from_score: z.number(), to_score: z.number() })),
      }),
    ),
  })
  .meta({ id: 'Regrade' });

const GradeCounts = z.object({
  answers: z.int(),
  grades: z.int(),
  shared: z.int(),
  provisional: z.int(),
  overridden: z.int(),
  flagged: z.int(),
});
export const EvaluationStatsQuery = z.object({ course_id: z.uuid().optional() });
export const EvaluationStats = z
  .object({
    jobs: z.object({ succeeded: z.int(), failed: z.int(), cancelled: z.int(), open: z.int() }),
    by_code: z.int().meta({ description: 'Answers that were scored at once' }),
    by_model: GradeCounts.meta({ description: '`shared`: answers that cost no call, since another was the same' }),
    seconds: z
      .object({ p50: z.number(), p95: z.number() })
      .nullable()
      .meta({ description: 'From the request to the end of a job that succeeded' }),
    calls: z.int(),
    calls_failed: z.int(),
    calls_per_answer: z.number().nullable(),
    tokens: z.object({ input: z.int(), cached: z.int(), output: z.int() }),
    microdollars: z.int(),
    agreement: z
      .object({ decided: z.int(), confirmed: z.int(), mean_change: z.number().nullable() })
      .meta({ description: 'Grades by models that a teacher has decided on; how far overrides went from them, in shares of the points' }),
  })
  .meta({ id: 'EvaluationStats' });
