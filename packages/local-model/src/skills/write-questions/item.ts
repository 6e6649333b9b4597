import { z } from 'zod';
import type { Sentence } from '../../text/analysis.ts';

export const Difficulty = z.enum(['easy', 'medium', 'hard']);
export type Difficulty = z.infer<typeof Difficulty>;
export const Bloom = z.enum(['remember', 'understand', 'apply', 'analyze', 'evaluate', 'create']);
export type Bloom = z.infer<typeof Bloom>;
const ItemType = z.enum(['single_choice', 'multiple_choice', 'true_false', 'cloze', 'short_answer', 'coding']);
export type ItemType = z.infer<typeof ItemType>;

const ItemOption = z.object({
  text: z.string().min(1),
  correct: z.boolean(),
  /** Why it is right or wrong, by the text. */
  reason: z.string(),
});
type ItemOption = z.infer<typeof ItemOption>;

const Criterion = z.object({
  /** Answered by yes or no. */
  criterion: z.string().min(1),
  points: z.int().min(1),
});
export type Criterion = z.infer<typeof Criterion>;

/** Fields that only some schemas have; an item gets those that the schema of the request names. */
const extraShape = {
  /** The key or the reference answer as text. */
  answer: z.string(),
  /** For cloze: all spellings of the answer that count. */
  accepted: z.array(z.string()),
  /** For short_answer and coding: two to four criteria. */
  rubric: z.array(Criterion),
  /** For coding: what the learner begins with. */
  starter: z.string(),
};
export const extraFields = ['answer', 'accepted', 'rubric', 'starter'] as const;
export type ExtraField = (typeof extraFields)[number];

/** One question as the `write_questions` schema wants it. */
export const ItemSchema = z.object({
  type: ItemType,
  stem: z.string().min(1),
  options: z.array(ItemOption),
  explanation: z.string(),
  difficulty: Difficulty,
  bloom: Bloom,
  topic: z.string(),
  /** BCP 47. */
  language: z.string(),
  /** The id of the passage that holds `quote`. */
  passage: z.string(),
  /** An exact substring of the passage that proves the key. */
  quote: z.string().min(1),
  ...z.object(extraShape).partial().shape,
});
export type Item = z.infer<typeof ItemSchema>;

/** The part of an item that its kind decides; the rest follows from the request and the passage. */
export interface Draft {
  stem: string;
  options: ItemOption[];
  explanation: string;
  topic: string;
  difficulty: Difficulty;
  bloom: Bloom;
  /** Its wrong answers are words that the text mentions in passing: taken only when nothing better is left. */
  weak?: boolean;
  /** For types without options. */
  answer?: string;
  accepted?: string[];
  rubric?: Criterion[];
  starter?: string;
}

/** A question that could be asked. `build` does the costly part, and may find that it cannot be asked fairly. */
export interface Candidate {
  type: ItemType;
  /** 0 to about 1: how good a question it is likely to be. */
  quality: number;
  /** What the question is about, mostly a term's key; one call asks about a concept once. */
  concept: string;
  /** The wording; calls mix several. */
  form: string;
  sentence: Sentence;
  passage: number;
  language: string;
  /** For true_false: which it is. */
  truth?: boolean;
  build: () => Draft | undefined;
}

/** A sentence as it is quoted in a reason or explanation. */
export function quoted(text: string): string {
  const longest = 260;
  const short = text.length > longest ? `${text.slice(0, text.lastIndexOf(' ', longest))} …` : text;
  return `“${short.replaceAll(/[“”]/gu, '"')}”`;
}
