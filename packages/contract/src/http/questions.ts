import { z } from 'zod';
import { BloomLevel, Difficulty, QuestionType } from '../jobs/results.ts';
import { limits } from '../limits.ts';
import { Id, ListQuery, Time } from './common.ts';

export const QuestionState = z.enum(['draft', 'approved', 'rejected']);
export type QuestionState = z.infer<typeof QuestionState>;

export const GenerateBody = z
  .strictObject({
    count: z.int().min(1).max(limits.questionsPerRequest),
    types: z.array(QuestionType).min(1).default(['single_choice', 'true_false']),
    difficulty: Difficulty.optional(),
    bloom: BloomLevel.optional(),
    document_ids: z.array(z.uuid()).min(1).max(200).optional(),
    pages: z
      .object({ from: z.int().min(1), to: z.int().min(1) })
      .refine((pages) => pages.to >= pages.from, { message: '`to` must not be before `from`', path: ['to'] })
      .optional(),
    topics: z.array(z.string().trim().min(1).max(200)).max(limits.topicsPerRequest).optional(),
    language: z
      .string()
      .regex(/^[a-z]{2}$/u, 'an ISO 639-1 code, for instance "en"')
      .optional(),
  })
  .meta({ id: 'GenerateQuestions' });
export type GenerateBody = z.infer<typeof GenerateBody>;

export const GenerateAccepted = z
  .object({
    id: Id,
    status_url: z.string(),
    estimate: z.object({ calls: z.int(), tokens: z.int(), microdollars: z.int() }),
  })
  .meta({ id: 'GenerateAccepted' });

export const Option = z.object({ text: z.string(), correct: z.boolean(), reason: z.string() });
export const Evidence = z.object({ document_id: Id, revision: z.int(), page: z.int(), quote: z.string() });
export const QuestionBody = z
  .object({
    id: Id,
    course_id: Id,
    type: QuestionType,
    stem: z.string(),
    options: z.array(Option),
    answer: z.string().meta({ description: 'The key as text' }),
    explanation: z.string(),
    difficulty: Difficulty,
    bloom: BloomLevel,
    topic: z.string(),
    language: z.string(),
    evidence: Evidence,
    state: QuestionState,
    verification: z.object({ state: z.enum(['code_checked', 'verified']) }),
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
