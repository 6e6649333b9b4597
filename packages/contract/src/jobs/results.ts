import { z } from 'zod';
import { ErrorCode } from '../error-codes.ts';
import { limits } from '../limits.ts';

/** Types that can be generated now. */
export const QuestionType = z.enum(['single_choice', 'true_false']);
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
]);
export type RejectReason = z.infer<typeof RejectReason>;

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
});
export type GenerateParams = z.infer<typeof GenerateParams>;

/** `revision` is null when none came of it: the job was cancelled. */
export const IngestResult = z.object({ documentId: z.uuid(), revision: z.int().nullable(), pages: z.int(), chunks: z.int() });
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
  reused: z.boolean(),
  /** What the model calls cost. `microdollars` is 0 for the built-in model. */
  cost: z.object({ calls: z.int(), tokens: z.int(), microdollars: z.int() }),
});
export type GenerateResult = z.infer<typeof GenerateResult>;

/** The receipt of an erasure: how much of what was removed. */
export const EraseResult = z.object({
  removed: z.object({ documents: z.int(), pages: z.int(), chunks: z.int(), questions: z.int(), files: z.int() }),
});
export type EraseResult = z.infer<typeof EraseResult>;
