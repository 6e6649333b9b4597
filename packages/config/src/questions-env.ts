import { z } from 'zod';
import { wholeNumber } from './variables.ts';

export interface QuestionsConfig {
  /** For how long a question set is handed out again to whoever asks for an equal one with `reuse`. */
  reuseWithinMs: number;
}

export const questionsEnv = z
  .object({ LECTERN_REUSE_HOURS: wholeNumber({ from: 0, to: 8_760 }).default(6) })
  .transform((env): QuestionsConfig => ({ reuseWithinMs: env.LECTERN_REUSE_HOURS * 60 * 60 * 1_000 }));
