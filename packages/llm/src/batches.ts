import { estimateTokens } from '@lectern/core';

/** OpenAI takes 2,048 texts and 300,000 tokens in one request, others less; a small one is also cheaper to repeat. */
const textsPerBatch = 256;
const tokensPerBatch = 100_000;

/** Splits texts into requests, in order. A text that is too long by itself goes alone: the provider has the last word. */
export function toBatches(texts: readonly string[]): string[][] {
  const batches: string[][] = [];
  let batch: string[] = [];
  let batchTokens = 0;
  for (const text of texts) {
    const tokens = estimateTokens(text);
    if (batch.length > 0 && (batch.length >= textsPerBatch || batchTokens + tokens > tokensPerBatch)) {
      batches.push(batch);
      batch = [];
      batchTokens = 0;
    }
    batch.push(text);
    batchTokens += tokens;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
