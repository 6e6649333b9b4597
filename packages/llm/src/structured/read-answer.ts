import type { ModelUsage, StructuredAnswer } from '@lectern/core';
import { z } from 'zod';
import { CallFailure } from '../call-failure.ts';
import type { Reading } from '../make-call.ts';
import { readItems } from './read-items.ts';

const ChatAnswer = z.object({
  choices: z.array(
    z.object({
      finish_reason: z.string().nullish(),
      message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
    }),
  ),
  usage: z.object({ prompt_tokens: z.int().nonnegative(), completion_tokens: z.int().nonnegative() }).nullish(),
});
type Choice = z.infer<typeof ChatAnswer>['choices'][number];

/** The items in a chat completion. An empty list is an answer too: there was nothing to write about. */
export function readAnswer<Item>(answer: unknown, item: z.ZodType<Item>): Reading<Omit<StructuredAnswer<Item>, 'calls'>> {
  const { data, error } = ChatAnswer.safeParse(answer);
  const choice = data?.choices[0];
  if (!choice) {
    throw new CallFailure('model_unavailable', 'What answers is no OpenAI-compatible endpoint', { cause: error });
  }
  const usage = { inputTokens: data.usage?.prompt_tokens ?? 0, outputTokens: data.usage?.completion_tokens ?? 0 };
  const { items, invalid, whole } = readItems(choice.message.content ?? '', item);
  const perfect = whole && invalid === 0;
  if (items.length === 0 && !perfect) throw unusable(choice, usage);
  return { value: { items, invalid }, outcome: perfect ? 'ok' : 'salvaged', usage };
}

function unusable({ message, finish_reason: finishReason }: Choice, usage: ModelUsage): CallFailure {
  const code = 'model_unusable_output';
  if (message.refusal || finishReason === 'content_filter') {
    return new CallFailure(code, 'The language model refused to write about this text', { usage, retryable: false });
  }
  if (finishReason === 'length') {
    return new CallFailure(code, 'The language model’s answer broke off before its first item was complete', { usage });
  }
  return new CallFailure(code, 'The language model’s answer held nothing of the kind asked for', { usage });
}
