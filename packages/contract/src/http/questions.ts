import { z } from 'zod';
import { BloomLevel, Criterion, Difficulty, QuestionType, RejectReason } from '../jobs/results.ts';
import { limits } from '../limits.ts';
import { Id, ListQuery, Time } from './common.ts';

export const QuestionState = z.enum(['draft', 'approved', 'rejected']);
export type QuestionState = z.infer<typeof QuestionState>;

export const GenerateBody = z
  .strictObject({
    count: z.int().min(1).max(limits.questionsPerRequest),
    types: z
      .array(QuestionType)
      .min(1)
      .default(['single_choice', 'true_false'])
      .meta({ description: 'Shared out evenly; where the text gives too few of one, others fill up: see `types` of the result' }),
    difficulty: Difficulty.optional(),
    bloom: BloomLevel.optional(),
    document_ids: z.array(z.uuid()).min(1).max(200).optional(),
    pages: z
      .strictObject({ from: z.int().min(1), to: z.int().min(1) })
      .refine((pages) => pages.to >= pages.from, { message: '`to` must not be before `from`', path: ['to'] })
      .optional(),
    topics: z
      .array(z.string().trim().min(1).max(200))
      .max(limits.topicsPerRequest)
      .optional()
      .meta({ description: 'What to ask about; where the text says nothing about any of them, the whole text is asked about' }),
    language: z
      .string()
      .regex(/^[a-z]{2}$/u, 'an ISO 639-1 code, for instance "en"')
      .optional(),
    verify: z.boolean().default(true).meta({ description: 'Have each question answered again by a second call that does not see its key' }),
    reuse: z.boolean().default(false).meta({ description: 'Hand out an equal set that was made lately, at once and without a call' }),
  })
  .meta({ id: 'GenerateQuestions' });
export type GenerateBody = z.infer<typeof GenerateBody>;

export const GenerateAccepted = z
  .object({
    id: Id,
    status_url: z.string(),
    estimate: z.object({ calls: z.int(), tokens: z.int(), microdollars: z.int() }).meta({
      description: 'Of the calls that write and verify, when nothing has to be replaced; embeddings and replacements come on top',
    }),
  })
  .meta({ id: 'GenerateAccepted' });

export const Option = z.object({ text: z.string(), correct: z.boolean(), reason: z.string() });
export const Verification = z.object({
  state: z
    .enum(['code_checked', 'verified', 'edited'])
    .meta({ description: 'Passed the checks of the code alone; answered again by a model as well; changed by a person since' }),
  model: z.string().nullable().meta({ description: 'Who answered it again' }),
});
export const Evidence = z.object({ document_id: Id, revision: z.int(), page: z.int(), quote: z.string() });
export const QuestionBody = z
  .object({
    id: Id,
    course_id: Id,
    type: QuestionType,
    stem: z.string(),
    options: z.array(Option),
    answer: z.string().meta({ description: 'The key as text; of short_answer and coding the reference answer' }),
    accepted: z.array(z.string()).meta({ description: 'Of cloze: every spelling that counts, the key included' }),
    rubric: z.array(Criterion).meta({ description: 'Of short_answer and coding' }),
    reasoning_rubric: z
      .array(Criterion)
      .meta({ description: 'Of a choice that asks for the reasoning beside it: what that is graded by. Empty: it asks for none' }),
    starter: z.string().nullable().meta({ description: 'Of coding: what the student begins with' }),
    explanation: z.string(),
    difficulty: Difficulty,
    bloom: BloomLevel,
    topic: z.string(),
    language: z.string(),
    evidence: Evidence,
    state: QuestionState,
    verification: Verification,
    review_note: z.string().nullable().meta({ description: 'Why it was rejected' }),
    version: z.int(),
    created_at: Time,
  })
  .meta({ id: 'Question' });
export type QuestionBody = z.infer<typeof QuestionBody>;

export const QuestionListQuery = ListQuery.extend({
  state: QuestionState.optional(),
  type: QuestionType.optional(),
  topic: z.string().max(200).optional(),
});

/** Text that a reader can see: white space and zero-width characters alone are none. */
const Visible = z
  .string()
  .trim()
  .regex(/[^\p{Z}\p{C}]/u, 'must hold text');

/** What is left out stays as it is. `version` is the one that was read: a question that has changed since is a 409. */
export const UpdateQuestionBody = z
  .strictObject({
    version: z.int().min(1),
    stem: Visible.max(2_000).optional(),
    options: z
      .array(z.strictObject({ text: Visible.max(500), correct: z.boolean(), reason: z.string().max(1_000).default('') }))
      .max(6)
      .optional(),
    answer: Visible.max(4_000).optional(),
    accepted: z.array(Visible.max(500)).max(20).optional(),
    rubric: z.array(Criterion).max(limits.criteria).optional(),
    reasoning_rubric: z.array(Criterion).max(limits.criteria).optional(),
    starter: z.string().max(10_000).nullable().optional(),
    explanation: z.string().max(2_000).optional(),
    difficulty: Difficulty.optional(),
    bloom: BloomLevel.optional(),
    topic: z.string().trim().max(200).optional(),
    language: z
      .string()
      .regex(/^[a-z]{2}$/u, 'an ISO 639-1 code, for instance "en"')
      .optional(),
    evidence: z.strictObject({ page: z.int().min(1).max(limits.pdfPages), quote: Visible.max(2_000) }).optional(),
  })
  .refine((body) => Object.keys(body).length > 1, { message: 'Name at least one field to change' })
  .meta({ id: 'UpdateQuestion' });
export type UpdateQuestionBody = z.infer<typeof UpdateQuestionBody>;

/** The version that was read, for those who do not want to decide on one that they have not seen. */
const SeenVersion = z.int().min(1).optional();
export const ApproveQuestionBody = z.strictObject({ version: SeenVersion }).meta({ id: 'ApproveQuestion' });
export const RejectQuestionBody = z
  .strictObject({ version: SeenVersion, reason: z.string().trim().min(1).max(1_000) })
  .meta({ id: 'RejectQuestion' });
export const RegenerateQuestionBody = z
  .strictObject({ version: SeenVersion, hint: z.string().trim().min(1).max(1_000).optional() })
  .meta({ id: 'RegenerateQuestion' });

export const QuestionChange = z.enum(['accepted', 'edited', 'approved', 'rejected', 'regenerated']);
export type QuestionChange = z.infer<typeof QuestionChange>;
/** A question as it was at one of its versions, and what made it that. */
export const QuestionVersionBody = z
  .object({
    version: z.int(),
    change: QuestionChange,
    note: z.string().nullable().meta({ description: 'The reason of a rejection, the hint of a regeneration' }),
    changed_by: Id.nullable(),
    changed_at: Time,
    question: QuestionBody,
  })
  .meta({ id: 'QuestionVersion' });

export const StatsQuery = z.object({ course_id: z.uuid().optional() });
const Percentiles = z.object({ p50: z.number(), p95: z.number() }).nullable();
export const QuestionStats = z
  .object({
    sets: z.object({ succeeded: z.int(), failed: z.int(), cancelled: z.int(), open: z.int() }),
    questions: z.object({ requested: z.int(), accepted: z.int(), draft: z.int(), approved: z.int(), rejected: z.int() }),
    seconds: Percentiles.meta({ description: 'From the request to the end of a set that succeeded; reused sets are left out' }),
    calls: z.int(),
    calls_failed: z.int(),
    tokens: z.object({ input: z.int(), output: z.int() }),
    microdollars: z.int(),
    items: z
      .object({ salvaged: z.int(), lost: z.int() })
      .meta({ description: 'Kept from, and lost with, answers that were valid in part' }),
    cache: z
      .object({ reused_sets: z.int(), hit_rate: z.number().nullable() })
      .meta({ description: 'Sets handed out again, of all that succeeded' }),
    rejections: z.array(z.object({ reason: RejectReason, count: z.int() })),
  })
  .meta({ id: 'QuestionStats' });
export type QuestionStats = z.infer<typeof QuestionStats>;
