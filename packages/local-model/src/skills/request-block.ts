import { z } from 'zod';
import { PromptError } from './skill.ts';

/** Splits a user message into its opening `<request>{…}</request>`, read by `schema`, and the rest. Throws `PromptError`. */
export function readRequest<T>(prompt: string, schema: z.ZodType<T>): { request: T; rest: string } {
  const match = /^\s*<request>([\s\S]*?)<\/request>/u.exec(prompt);
  if (!match?.[1]) throw new PromptError('The user message must begin with <request>{…}</request>.');
  let json: unknown;
  try {
    json = JSON.parse(match[1]);
  } catch (cause) {
    throw new PromptError('The content of <request> is not JSON.', { cause });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new PromptError(`The content of <request> is not valid: ${z.prettifyError(parsed.error)}`);
  return { request: parsed.data, rest: prompt.slice(match[0].length) };
}
