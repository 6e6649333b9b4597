import { estimateTokens } from '@lectern/core';
import { z } from 'zod';
import { toBatches } from './batches.ts';
import { CallFailure } from './call-failure.ts';
import type { Dispatch } from './dispatch.ts';
import { nothing } from './consumption.ts';
import type { CallSeries, Reading } from './make-call.ts';

/** Enough to hide the latency of a request, few enough not to trip a rate limit at once. */
const batchesInFlight = 3;

/** One vector per text, in order, all of one length. The first failure aborts the batches that are under way. */
export async function embed(dispatch: Dispatch, texts: readonly string[], series: CallSeries): Promise<number[][]> {
  const batches = toBatches(texts);
  const vectors: number[][][] = [];
  const failed = new AbortController();
  const shared = { ...series, signal: AbortSignal.any([series.signal, failed.signal]) };
  const read = createBatchReader();

  const waiting = batches.entries();
  const workThrough = async () => {
    for (const [index, batch] of waiting) {
      vectors[index] = await dispatch(shared, {
        tokens: batch.reduce((sum, text) => sum + estimateTokens(text), 0),
        send: (client, { model }, signal) => client.embeddings.create({ model, input: batch }, { signal }),
        read: (answer) => read(answer, batch.length),
      });
    }
  };
  const lanes = Array.from({ length: Math.min(batchesInFlight, batches.length) }, () =>
    workThrough().catch((error: unknown) => failed.abort(error)),
  );
  // Waits for every lane, so that all calls are noted before the first failure is told.
  await Promise.all(lanes);
  shared.signal.throwIfAborted();
  return vectors.flat();
}

const EmbeddingAnswer = z.object({
  data: z.array(z.object({ index: z.int().nonnegative(), embedding: z.array(z.number()).min(1) })),
  usage: z.object({ prompt_tokens: z.int().nonnegative() }).nullish(),
});

/** Reads the batches of one series, whose vectors have to be of one length. */
function createBatchReader(): (answer: unknown, count: number) => Reading<number[][]> {
  let length: number | undefined;
  return (answer, count) => {
    const parsed = EmbeddingAnswer.safeParse(answer);
    if (!parsed.success) {
      throw new CallFailure('model_unavailable', 'What answers is no OpenAI-compatible endpoint', { cause: parsed.error });
    }
    const consumption = { ...nothing, inputTokens: parsed.data.usage?.prompt_tokens ?? 0 };
    const vectors: number[][] = [];
    for (const { index, embedding } of parsed.data.data) vectors[index] = embedding;
    length ??= vectors[0]?.length;
    // `Object.values` skips the holes that a missing or doubled index leaves.
    const fitting = Object.values(vectors).filter((vector) => vector.length === length);
    if (vectors.length !== count || fitting.length !== count) {
      throw new CallFailure('model_unusable_output', 'The embedding model gave too few, too many or uneven vectors', { consumption });
    }
    return { value: fitting, outcome: 'ok', consumption };
  };
}
