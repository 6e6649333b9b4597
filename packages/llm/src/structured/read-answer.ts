import { z } from 'zod';
import { CallFailure } from '../call-failure.ts';
import type { Consumption } from '../consumption.ts';
import type { Reading } from '../make-call.ts';
import { readItems } from './read-items.ts';

const ChatAnswer = z.object({
  choices: z.array(
    z.object({
      finish_reason: z.string().nullish(),
      message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
    }),
  ),
  usage: z
    .object({
      prompt_tokens: z.int().nonnegative(),
      completion_tokens: z.int().nonnegative(),
      // Not all servers have it, and it is worth no answer.
      prompt_tokens_details: z.object({ cached_tokens: z.int().nonnegative().nullish() }).nullish().catch(null),
    })
    .nullish(),
});
type Choice = z.infer<typeof ChatAnswer>['choices'][number];

export interface AnsweredItems<Item> {
  items: Item[];
  invalid: number;
  /** True when items did not pass, or the answer broke off: there may have been more. */
  lacking: boolean;
}

/** The items in a chat completion. An empty list is an answer too: there was nothing to write about. */
export function readAnswer<Item>(answer: unknown, item: z.ZodType<Item>): Reading<AnsweredItems<Item>> {
  const { data, error } = ChatAnswer.safeParse(answer);
  const choice = data?.choices[0];
  if (!choice) {
    throw new CallFailure('model_unavailable', 'What answers is no OpenAI-compatible endpoint', { cause: error });
  }
  const { items, invalid, whole, end } = readItems(choice.message.content ?? '', item);
  const perfect = whole && invalid === 0;
  const consumption = {
    ...tokensOf(data.usage),
    salvagedItems: perfect ? 0 : items.length,
    lostItems: invalid + (end === 'inside' ? 1 : 0),
  };
  if (items.length === 0 && !perfect) throw unusable(choice, consumption);
  const lacking = invalid > 0 || end !== 'closed';
  return { value: { items, invalid, lacking }, outcome: perfect ? 'ok' : 'salvaged', consumption };
}

function tokensOf(usage: z.infer<typeof ChatAnswer>['usage']) {
  const inputTokens = usage?.prompt_tokens ?? 0;
  return {
    inputTokens,
    cachedTokens: Math.min(inputTokens, usage?.prompt_tokens_details?.cached_tokens ?? 0),
    outputTokens: usage?.completion_tokens ?? 0,
  };
}

function unusable({ message, finish_reason: finishReason }: Choice, consumption: Consumption): CallFailure {
  const code = 'model_unusable_output';
  if (message.refusal || finishReason === 'content_filter') {
    return new CallFailure(code, 'The language model refused to write about this text', { consumption, retryable: false });
  }
  if (finishReason === 'length') {
    return new CallFailure(code, 'The language model’s answer broke off before its first item was complete', { consumption });
  }
  return new CallFailure(code, 'The language model’s answer held nothing of the kind asked for', { consumption });
}
