import { z } from 'zod';

const CriterionVerdict = z.object({
  criterion: z.string(),
  met: z.boolean(),
  why: z.string(),
  /** Word for word from the answer; empty where nothing in it speaks of the criterion. */
  span: z.string(),
  /** 0 to 1. */
  certainty: z.number().min(0).max(1),
});

/** What the skill says of one answer. */
export const GradedAnswer = z.object({ answer: z.string(), criteria: z.array(CriterionVerdict), feedback: z.string() });
export type GradedAnswer = z.infer<typeof GradedAnswer>;

/** A decision before it is known which criterion it is of. */
export type Decision = Omit<z.infer<typeof CriterionVerdict>, 'criterion'>;

/** How sure it is by how far `share` is from the `threshold`: never sure, never without any idea. */
export function certaintyOf(share: number, threshold: number, trust = 1): number {
  const distance = share >= threshold ? (share - threshold) / Math.max(1 - threshold, 0.01) : (threshold - share) / threshold;
  const certainty = (0.55 + 0.4 * Math.min(1, distance)) * trust;
  return Math.round(Math.min(0.95, Math.max(0.1, certainty)) * 100) / 100;
}
