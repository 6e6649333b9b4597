import { z } from 'zod';
import { type PassageText, readPassages } from '../../passages.ts';
import { readRequest } from '../request-block.ts';
import { Bloom, Difficulty } from './item.ts';

const Want = z.object({ type: z.string(), count: z.int().min(0).max(100) });

/** What the prompt asks for; unknown fields are left out, unknown types yield no items. */
export const WriteRequest = z.object({
  count: z.int().min(1).max(100),
  want: z.array(Want).min(1),
  difficulty: Difficulty.nullish(),
  bloom: Bloom.nullish(),
  topics: z.array(z.string()).default([]),
  language: z.string().nullish(),
  avoid: z.array(z.string()).default([]),
  /** Terms that are to be asked about before all others, as an outline names them; without any the passages tell. */
  key_terms: z.array(z.string()).nullish(),
  /** What a teacher wants otherwise, in free words. */
  hint: z.string().nullish(),
  salt: z.string().default(''),
});
export type WriteRequest = z.infer<typeof WriteRequest>;

/** Parses the user message: `<request>{…}</request>` first, then the passages. Throws `PromptError`. */
export function parsePrompt(prompt: string): { request: WriteRequest; passages: PassageText[] } {
  const { request, rest } = readRequest(prompt, WriteRequest);
  return { request, passages: readPassages(rest) };
}
