import { randomUUID } from 'node:crypto';
import { countTokens } from '../tokens.ts';

/** An answer that is ready to be sent, whole or in pieces. */
export interface Completion {
  id: string;
  created: number;
  model: string;
  text: string;
  finishReason: 'stop' | 'length';
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
}

export function makeCompletion(model: string, prompt: string, text: string, finishReason: Completion['finishReason']): Completion {
  const [input, output] = [countTokens(prompt), countTokens(text)];
  return {
    id: `chatcmpl-${randomUUID()}`,
    created: Math.floor(Date.now() / 1000),
    model,
    text,
    finishReason,
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  };
}

export function completionBody({ id, created, model, text, finishReason, usage }: Completion): object {
  const message = { role: 'assistant', content: text, refusal: null };
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    usage,
  };
}

/** The chunks of a streamed answer: the role, the text word by word, the reason for the end, and the usage if asked for. */
export function* completionChunks(completion: Completion, includeUsage: boolean): Generator<object> {
  const { id, created, model, text, finishReason, usage } = completion;
  const shared = { id, object: 'chat.completion.chunk', created, model, ...(includeUsage && { usage: null }) };
  const chunk = (delta: object, finish: string | null) => ({
    ...shared,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  yield chunk({ role: 'assistant', content: '' }, null);
  for (const piece of text.match(/\s*\S+\s*$|\s*\S+/gu) ?? []) yield chunk({ content: piece }, null);
  yield chunk({}, finishReason);
  if (includeUsage) yield { ...shared, choices: [], usage };
}
