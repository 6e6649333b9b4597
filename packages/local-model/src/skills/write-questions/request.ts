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
  salt: z.string().default(''),
});
export type WriteRequest = z.infer<typeof WriteRequest>;

/** Parses the user message: `<request>{…}</request>` first, then the passages. Throws `PromptError`. */
export function parsePrompt(prompt: string): { request: WriteRequest; passages: PassageText[] } {
  const { request, rest } = readRequest(prompt, WriteRequest);
  return { request, passages: readPassages(rest) };
}
