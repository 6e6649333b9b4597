import { z } from 'zod';
import type { Models, StructuredRequest } from '../ports/index.ts';
import { estimateTokens } from './estimate-tokens.ts';

/** What the protocol itself adds to the texts of a request. */
const frameTokens = 50;

/** The most that the calls of a request can cost, in microdollars. */
export function quoteItems<Item>(models: Models, { system, user, item, maxOutputTokens, again }: StructuredRequest<Item>): number {
  const schema = JSON.stringify(z.toJSONSchema(item, { io: 'input', unrepresentable: 'any' }));
  const inputTokens = estimateTokens(system) + estimateTokens(user) + estimateTokens(schema) + frameTokens;
  const once = models.quote('chat', { inputTokens, outputTokens: maxOutputTokens });
  if (!again) return once;
  // The second call may tell all that the first one wrote.
  return once + models.quote('chat', { inputTokens: inputTokens + maxOutputTokens, outputTokens: maxOutputTokens });
}

/** The most that vectors for these texts can cost, in microdollars. */
export function quoteTexts(models: Models, texts: readonly string[]): number {
  const inputTokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
  return models.quote('embeddings', { inputTokens, outputTokens: 0 });
}
