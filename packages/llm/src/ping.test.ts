import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSingleProvider, type SingleProvider } from '../test-server/single-provider.ts';
import { type Provider, sendError, sendJson, startProvider } from '../test-server/start-provider.ts';

let chat: Provider;
let embedder: Provider;
let single: SingleProvider;
beforeAll(async () => {
  [chat, embedder, single] = await Promise.all([startProvider(), startProvider(), openSingleProvider()]);
});
afterAll(() => Promise.all([chat.close(), embedder.close(), single.close()]));

function ping(signal = new AbortController().signal) {
  const models = single.gateway({
    provider: 'chat',
    baseUrl: chat.url,
    apiKey: 'key',
    embeddings: { provider: 'embedder', baseUrl: embedder.url, apiKey: 'key' },
    chatModel: 'chat-1',
    embeddingModel: 'embed-1',
    builtIn: false,
    timeoutMs: 60_000,
    structured: 'json_schema',
  });
  return models.ping({ signal });
}

test('a ping asks both providers for their models, and both have to answer', async () => {
  chat.answer = sendJson({ object: 'list', data: [] });
  embedder.answer = sendJson({ object: 'list', data: [] });
  await ping();
  expect([chat, embedder].map((provider) => provider.requests[0]?.path)).toEqual(['/v1/models', '/v1/models']);

  embedder.answer = sendError(401);
  await expect(ping()).rejects.toMatchObject({ code: 'model_rejected', calls: [] });
  embedder.answer = sendError(503);
  await expect(ping()).rejects.toMatchObject({ code: 'model_unavailable' });
  await expect(ping(AbortSignal.timeout(0))).rejects.toThrow();
});
