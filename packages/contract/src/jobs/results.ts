import { z } from 'zod';
import { ErrorCode } from '../error-codes.ts';
import { limits } from '../limits.ts';

export const QuestionType = z.enum(['single_choice', 'multiple_choice', 'true_false', 'cloze', 'short_answer', 'coding']);
export type QuestionType = z.infer<typeof QuestionType>;
export const Difficulty = z.enum(['easy', 'medium', 'hard']);
export type Difficulty = z.infer<typeof Difficulty>;
export const BloomLevel = z.enum(['remember', 'understand', 'apply', 'analyze', 'evaluate', 'create']);
export type BloomLevel = z.infer<typeof BloomLevel>;

/** Why a written question did not enter the bank. */
export const RejectReason = z.enum([
  'no_evidence',
  'malformed',
  'duplicate',
  'key_not_unique',
  'answer_in_stem',
  'options_alike',
  'surplus',
  // rules of item writing
  'catch_all_option',
  'key_stands_out',
  'grammatical_giveaway',
  'negative_not_emphasised',
  'options_of_mixed_kind',
  'not_as_asked',
  'gives_away_another',
  // the second call, which does not see the key
  'verifier_disagrees',
  'several_answers',
  'not_answerable',
  'unclear',
]);
export type RejectReason = z.infer<typeof RejectReason>;

/** One yes/no criterion of a rubric; a score is the sum of the points of those that are met. */
export const Criterion = z.object({ criterion: z.string().trim().min(1).max(500), points: z.int().min(1).max(100) });
export type Criterion = z.infer<typeof Criterion>;

/** What of an answer is graded: the answer, or the reasoning beside a choice. */
export const AnswerPart = z.enum(['answer', 'reasoning']);
export type AnswerPart = z.infer<typeof AnswerPart>;

export const GenerateParams = z.object({
  courseId: z.uuid(),
  count: z.int().min(1).max(limits.questionsPerRequest),
  types: z.array(QuestionType).min(1),
  difficulty: Difficulty.optional(),
  bloom: BloomLevel.optional(),
  documentIds: z.array(z.uuid()),
  pages: z.object({ from: z.int().min(1), to: z.int().min(1) }).optional(),
  topics: z.array(z.string()),
  language: z.string().optional(),
  /** Whether a second call to the model, which does not see the key, has to come to the same answer. */
  verify: z.boolean().default(true),
  /** Hash of what was asked for and of the content it was asked about: equal for requests that one set answers. */
  fingerprint: z.string().optional(),
});
export type GenerateParams = z.infer<typeof GenerateParams>;

/** `revision` is null when none came of it: the job was cancelled. */
export const IngestResult = z.object({
  documentId: z.uuid(),
  revision: z.int().nullable(),
  pages: z.int(),
  chunks: z.int(),
  sections: z.int(),
});
export type IngestResult = z.infer<typeof IngestResult>;

/** `text_exhausted`: the text gave no more questions that pass the checks; else what kept the calls from answering. */
export const Shortfall = z.object({ missing: z.int(), reason: z.union([z.literal('text_exhausted'), ErrorCode]), message: z.string() });
export type Shortfall = z.infer<typeof Shortfall>;
export const GenerateResult = z.object({
  questionIds: z.array(z.uuid()),
  requested: z.int(),
  accepted: z.int(),
  shortfall: Shortfall.optional(),
  rejected: z.array(z.object({ reason: RejectReason, count: z.int() })),
  /** How many of each type; absent in results of older versions. */
  types: z.array(z.object({ type: QuestionType, requested: z.int(), accepted: z.int() })).default([]),
  reused: z.boolean(),
  /** What the model calls cost. `microdollars` is 0 for the built-in model. */
  cost: z.object({ calls: z.int(), tokens: z.int(), microdollars: z.int() }),
});
export type GenerateResult = z.infer<typeof GenerateResult>;

export const RegenerateParams = z.object({
  courseId: z.uuid(),
  questionId: z.uuid(),
  /** The version that is to be replaced: one that was changed meanwhile stays as it is. */
  version: z.int().min(1),
  /** What the teacher wants otherwise. */
  hint: z.string().optional(),
  /** Of the question; an erasure finds the job by it. */
  documentIds: z.array(z.uuid()),
});
export type RegenerateParams = z.infer<typeof RegenerateParams>;
/** `version` is null when none came of it: the job was cancelled. */
export const RegenerateResult = z.object({
  questionId: z.uuid(),
  version: z.int().nullable(),
  rejected: z.array(z.object({ reason: RejectReason, count: z.int() })),
  cost: z.object({ calls: z.int(), tokens: z.int(), microdollars: z.int() }),
});
export type RegenerateResult = z.infer<typeof RegenerateResult>;

/** What an erasure looked for when it was through, and how much of it is still there: zeros, or it would not have ended. */
export const EraseCheck = z.object({
  /** Found by a search of the index that asks for nothing else. */
  foundBySearch: z.int(),
  rows: z.int(),
  files: z.int(),
  checkedAt: z.iso.datetime(),
});
export type EraseCheck = z.infer<typeof EraseCheck>;
const count = z.int().default(0);
/** The receipt of an erasure: how much of what was removed, and the check afterwards. Fields are absent in older receipts. */
export const EraseResult = z.object({
  removed: z.object({
    documents: z.int(),
    pages: z.int(),
    chunks: z.int(),
    questions: z.int(),
    files: z.int(),
    /** Of the index. */
    vectors: count,
    courses: count,
    /** Stored answers of models that held its text. */
    modelAnswers: count,
    jobs: count,
    /** Deliveries that were waiting in the queue; they hold ids alone. */
    deliveries: count,
    memberships: count,
    logins: count,
    apiKeys: count,
    accounts: count,
    tests: count,
    attempts: count,
    grades: count,
    evaluations: count,
  }),
  check: EraseCheck.nullable().default(null),
});
export type EraseResult = z.infer<typeof EraseResult>;

/** Whose answers are graded: an attempt's, a batch's, or those of a test by another key or rubric. */
export const GradeParams = z.discriminatedUnion('of', [
  z.object({ of: z.literal('attempt'), attemptId: z.uuid() }),
  z.object({ of: z.literal('evaluation'), evaluationId: z.uuid() }),
  z.object({ of: z.literal('regrade'), regradeId: z.uuid(), apply: z.boolean() }),
]);
export type GradeParams = z.infer<typeof GradeParams>;
export const GradeResult = z.object({
  /** Answers that have a grade now, and those that have none. */
  graded: z.int(),
  missing: z.int(),
  /** Graded ones that cost no call, since an equal answer had a grade already. */
  shared: z.int(),
  provisional: z.int(),
  /** Of a regrade: attempts whose score changes. */
  moved: z.int().optional(),
  /** Of what a teacher asked for: it is nothing to the student whose attempt it is, any more than what is flagged. */
  cost: z.object({ calls: z.int(), tokens: z.int(), microdollars: z.int() }).optional(),
});
export type GradeResult = z.infer<typeof GradeResult>;
