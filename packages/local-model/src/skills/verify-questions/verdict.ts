import { z } from 'zod';

/** What is wrong with a question, in a word; empty for nothing. */
const Problem = z.enum(['', 'no_answer', 'several_answers', 'not_in_passage', 'malformed', 'not_checked']);
export type Problem = z.infer<typeof Problem>;

/** One question answered again. */
export const VerdictSchema = z.object({
  question: z.string(),
  /** Letters of the options, or the text that answers a question without options. */
  answer: z.array(z.string()),
  /** 0 to 1. */
  confidence: z.number().min(0).max(1),
  /** All that could be defended as right by the passage. */
  defensible: z.array(z.string()),
  problem: Problem,
});
export type Verdict = z.infer<typeof VerdictSchema>;

/** A verdict before it is known which question it is of. */
export type Finding = Omit<Verdict, 'question'>;

export function unanswered(problem: Problem): Finding {
  return { answer: [], confidence: 0, defensible: [], problem };
}
