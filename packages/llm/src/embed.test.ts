import fc from 'fast-check';
import { ModelError } from '@lectern/core';
import { waitFor } from '@lectern/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openSingleProvider, type SingleProvider } from '../test-server/single-provider.ts';
import { neverAnswer, type Provider, sendError, sendJson, startProvider } from '../test-server/start-provider.ts';
import { toBatches } from './batches.ts';

let provider: Provider;
let single: SingleProvider;
beforeAll(async () => {
  [provider, single] = await Promise.all([startProvider(), openSingleProvider()]);
});
afterEach(() => {
  provider.requests.length = 0;
});
afterAll(() => Promise.all([provider.close(), single.close()]));

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function embed(texts: readonly string[], options: { signal?: AbortSignal; embeddingsUrl?: string } = {}) {
  const models = single.gateway({
    provider: 'chat-provider',
    baseUrl: options.embeddingsUrl ? 'http://127.0.0.1:9/v1' : provider.url,
    apiKey: 'chat-key',
    ...(options.embeddingsUrl ? { embeddings: { provider: 'embedder', baseUrl: options.embeddingsUrl, apiKey: 'embed-key' } } : {}),
    chatModel: 'chat-1',
    embeddingModel: 'embed-1',
    builtIn: false,
    timeoutMs: 2_000,
    structured: 'json_schema',
  });
  return models.embed(texts, { signal: options.signal ?? new AbortController().signal });
}

/** Each text is a number; its vector starts with it. Sent in reverse, for the order is the client's affair. */
function vectorsFor(texts: readonly string[], length = 4) {
  const data = texts.map((text, index) => ({ object: 'embedding', index, embedding: [Number(text), ...Array(length - 1).fill(0.5)] }));
  return sendJson({ data: data.toReversed(), usage: { prompt_tokens: texts.length, total_tokens: texts.length } });
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index));

describe('embedding many texts', () => {
  test('keeps their order, whichever batch is answered first, with a few requests at a time', async () => {
    let inFlight = 0;
    let most = 0;
    const full = Promise.withResolvers<void>();
    provider.answer = async (request, response) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      if (inFlight === 3) full.resolve();
      await Promise.race([full.promise, sleep(2_000)]);
      await sleep(request.body.input?.[0] === '0' ? 60 : 10);
      inFlight -= 1;
      await vectorsFor(request.body.input ?? [])(request, response);
    };
    const { vectors, calls } = await embed(numbers(1_200));
    expect(vectors.map(([first]) => first)).toEqual(numbers(1_200).map(Number));
    expect(provider.requests.map((request) => request.body.input?.length).toSorted()).toEqual([176, 256, 256, 256, 256]);
    expect(most).toBe(3);
    expect(calls).toHaveLength(5);
    expect(calls[0]).toMatchObject({ model: 'embed-1', purpose: 'embed', outcome: 'ok', inputTokens: 256, outputTokens: 0 });
  });

  test('of none asks nobody', async () => {
    expect(await embed([])).toEqual({ vectors: [], calls: [] });
    expect(provider.requests).toEqual([]);
  });

  test('takes vectors as base64 too', async () => {
    const embedding = Buffer.from(new Float32Array([1, 0.5]).buffer).toString('base64');
    provider.answer = sendJson({ data: [{ index: 0, embedding }] });
    expect((await embed(['one'])).vectors).toEqual([[1, 0.5]]);
  });

  test('goes to its own provider where one is set', async () => {
    provider.answer = (request, response) => vectorsFor(request.body.input ?? [])(request, response);
    const { calls } = await embed(['7'], { embeddingsUrl: provider.url });
    expect(calls[0]?.provider).toBe('embedder');
    expect(provider.requests[0]?.headers.authorization).toBe('Bearer embed-key');
  });
});

describe('when a batch fails', () => {
  test('the others are broken off, and the error carries every call', async () => {
    provider.answer = async (request, response) => {
      if (request.body.input?.[0] !== '256') return neverAnswer(request, response);
      await waitFor(() => provider.requests.length === 3);
      return sendError(429, {}, { 'retry-after-ms': '1500' })(request, response);
    };
    const error = await embed(numbers(2_000)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ code: 'model_rate_limited', retryAfterMs: 1_500 });
    const codes = error instanceof ModelError ? error.calls.map((call) => call.errorCode) : [];
    expect(codes.toSorted()).toEqual(['aborted', 'aborted', 'model_rate_limited']);
    expect(provider.requests).toHaveLength(3);
    await Promise.all(provider.requests.filter((request) => request.body.input?.[0] !== '256').map((request) => request.hungUp));
  });

  test('a cancel ends all of them with its reason', async () => {
    provider.answer = neverAnswer;
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('cancelled')), 50);
    await expect(embed(numbers(1_000), { signal: controller.signal })).rejects.toThrow('cancelled');
    await Promise.all(provider.requests.map((request) => request.hungUp));
  });

  test.each([
    ['too few vectors', { data: [{ index: 0, embedding: [1, 2] }] }],
    [
      'one twice',
      {
        data: [
          { index: 0, embedding: [1, 2] },
          { index: 0, embedding: [1, 2] },
        ],
      },
    ],
    [
      'an index out of range',
      {
        data: [
          { index: 0, embedding: [1, 2] },
          { index: 5, embedding: [1, 2] },
        ],
      },
    ],
    [
      'uneven lengths',
      {
        data: [
          { index: 0, embedding: [1, 2] },
          { index: 1, embedding: [1, 2, 3] },
        ],
      },
    ],
  ])('%s are not taken', async (_name, body) => {
    provider.answer = sendJson(body);
    await expect(embed(['1', '2'])).rejects.toMatchObject({ code: 'model_unusable_output' });
  });

  test('batches of different lengths are not taken', async () => {
    provider.answer = (request, response) =>
      vectorsFor(request.body.input ?? [], request.body.input?.[0] === '0' ? 4 : 5)(request, response);
    await expect(embed(numbers(300))).rejects.toMatchObject({ code: 'model_unusable_output' });
  });
});

test('batches hold all texts in order and stay within the limits, unless one text is too long by itself', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 4_000 })), { maxLength: 600 }),
      (parts) => {
        const texts = parts.map(([text, times]) => text.repeat(times));
        const batches = toBatches(texts);
        expect(batches.flat()).toEqual(texts);
        for (const batch of batches) {
          const bytes = batch.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
          expect(batch.length).toBeLessThanOrEqual(256);
          expect(batch.length === 1 || bytes <= 300_000).toBe(true);
        }
      },
    ),
    { numRuns: 30 },
  );
});
