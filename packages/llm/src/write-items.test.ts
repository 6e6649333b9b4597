import { once } from 'node:events';
import type { ModelCall, ModelCallOptions } from '@lectern/core';
import { ModelError } from '@lectern/core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openSingleProvider, type SingleProvider } from '../test-server/single-provider.ts';
import { neverAnswer, type Provider, sendChat, sendError, sendJson, sendText, startProvider } from '../test-server/start-provider.ts';
import type { GatewayOptions } from './gateway/create-gateway.ts';
import type { ModelsOptions } from './options.ts';

const Fact = z.object({ statement: z.string().min(3), page: z.int().positive(), note: z.string().optional() });
const facts = [
  { statement: 'Leaves are green.', page: 1 },
  { statement: 'Roots drink "water".', page: 2 },
];

let provider: Provider;
let single: SingleProvider;

beforeAll(async () => {
  [provider, single] = await Promise.all([startProvider(), openSingleProvider()]);
});
afterEach(() => {
  provider.requests.length = 0;
});
afterAll(() => Promise.all([provider.close(), single.close()]));

function models(options: Partial<ModelsOptions & GatewayOptions> = {}) {
  return single.gateway({
    provider: 'test',
    baseUrl: provider.url,
    apiKey: 'key-1',
    chatModel: 'chat-1',
    embeddingModel: 'embed-1',
    builtIn: false,
    timeoutMs: 5_000,
    structured: 'json_schema',
    ...options,
  });
}

function ask(
  { onCall, ...options }: Partial<ModelsOptions & GatewayOptions & ModelCallOptions> = {},
  signal = new AbortController().signal,
) {
  const request = { purpose: 'write facts', system: 'You state facts.', user: 'The text.', item: Fact, maxOutputTokens: 500 };
  return models(options).writeItems(request, { signal, ...(onCall && { onCall }) });
}

async function failure(asking: Promise<unknown>): Promise<ModelError> {
  const error = await asking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ModelError)) throw new Error('expected a ModelError', { cause: error });
  return error;
}

describe('a good answer', () => {
  test('gives the items, and the call with its tokens', async () => {
    provider.answer = sendChat(JSON.stringify({ items: facts }));
    const answer = await ask();
    expect(answer).toMatchObject({ items: facts, invalid: 0 });
    expect(answer.calls).toEqual([
      {
        provider: 'test',
        model: 'chat-1',
        purpose: 'write facts',
        outcome: 'ok',
        errorCode: undefined,
        inputTokens: 100,
        cachedTokens: 0,
        outputTokens: 20,
        salvagedItems: 0,
        lostItems: 0,
        latencyMs: expect.any(Number),
      },
    ]);
  });

  test('was asked for with the key, the limit and a strict schema', async () => {
    provider.answer = sendChat('{"items":[]}');
    await ask();
    const [request] = provider.requests;
    expect(request?.path).toBe('/v1/chat/completions');
    expect(request?.headers.authorization).toBe('Bearer key-1');
    expect(request?.body).toMatchObject({ model: 'chat-1', max_completion_tokens: 500 });
    expect(request?.body.response_format?.json_schema).toMatchObject({ name: 'write_facts', strict: true });
  });

  test('tells what of it the provider had in its cache', async () => {
    const usage = { prompt_tokens: 100, completion_tokens: 20, prompt_tokens_details: { cached_tokens: 64 } };
    provider.answer = sendJson({ choices: [{ finish_reason: 'stop', message: { content: '{"items":[]}' } }], usage });
    expect((await ask()).calls).toMatchObject([{ inputTokens: 100, cachedTokens: 64 }]);
    const strange = { ...usage, prompt_tokens_details: 'none' };
    provider.answer = sendJson({ choices: [{ finish_reason: 'stop', message: { content: '{"items":[]}' } }], usage: strange });
    expect((await ask()).calls).toMatchObject([{ inputTokens: 100, cachedTokens: 0 }]);
  });

  test('may be an empty list', async () => {
    provider.answer = sendChat('{"items":[]}');
    expect(await ask()).toMatchObject({ items: [], invalid: 0 });
  });

  test('of an older provider is limited by the name it knows', async () => {
    provider.answer = sendChat('{"items":[]}');
    await ask({ outputLimitField: 'max_tokens' });
    expect(provider.requests[0]?.body).toMatchObject({ max_tokens: 500 });
  });
});

describe('a partly good answer', () => {
  test('keeps the valid items and counts the others', async () => {
    provider.answer = sendChat(JSON.stringify({ items: [facts[0], { statement: 'No page.' }, facts[1]] }));
    const answer = await ask();
    expect(answer).toMatchObject({ items: facts, invalid: 1 });
    expect(answer.calls).toMatchObject([{ outcome: 'salvaged', salvagedItems: 2, lostItems: 1 }]);
  });

  test('that breaks off keeps what was complete', async () => {
    const whole = JSON.stringify({ items: facts });
    provider.answer = sendChat(whole.slice(0, whole.length - 12), { finish_reason: 'length' });
    const answer = await ask();
    expect(answer.items).toEqual([facts[0]]);
    expect(answer.calls).toMatchObject([{ outcome: 'salvaged', salvagedItems: 1, lostItems: 1 }]);
  });
});

describe('an answer of no use', () => {
  test.each([
    ['prose', sendChat('I would rather talk about the weather.')],
    ['nothing', sendChat(null)],
    ['only invalid items', sendChat('{"items":[{"statement":"No page."}]}')],
    ['too little before the limit', sendChat('{"items":[{"statement":"Lea', { finish_reason: 'length' })],
  ])('%s is told, and was paid for', async (_name, answer) => {
    provider.answer = answer;
    const error = await failure(ask());
    expect(error).toMatchObject({ code: 'model_unusable_output', retryable: true });
    expect(error.calls).toMatchObject([{ outcome: 'error', errorCode: 'model_unusable_output', inputTokens: 100 }]);
  });

  test.each([
    ['a refusal', sendChat(null, { refusal: 'I cannot help with that.' })],
    ['a content filter', sendChat('', { finish_reason: 'content_filter' })],
  ])('%s is not tried again', async (_name, answer) => {
    provider.answer = answer;
    expect(await failure(ask())).toMatchObject({ code: 'model_unusable_output', retryable: false });
  });
});

describe('what the provider turns down', () => {
  test.each([
    [401, {}, 'model_rejected', false],
    [403, {}, 'model_rejected', false],
    [404, { code: 'model_not_found' }, 'model_rejected', false],
    [400, { param: 'messages' }, 'model_rejected', false],
    [400, { code: 'context_length_exceeded' }, 'model_rejected', false],
    [400, { code: 'json_validate_failed' }, 'model_unusable_output', true],
    [429, { code: 'rate_limit_exceeded' }, 'model_rate_limited', true],
    [408, {}, 'model_unavailable', true],
    [500, {}, 'model_unavailable', true],
    [503, {}, 'model_unavailable', true],
    [529, {}, 'model_unavailable', true],
  ] as const)('%i %j is %s', async (status, error, code, retryable) => {
    provider.answer = sendError(status, error);
    const thrown = await failure(ask());
    expect(thrown).toMatchObject({ code, retryable });
    expect(thrown.calls).toMatchObject([{ outcome: 'error', errorCode: code }]);
    expect(thrown.message).not.toContain('told to fail');
    expect(provider.requests).toHaveLength(1);
  });

  test.each([
    [402, {}],
    [429, { code: 'insufficient_quota' }],
    [429, { type: 'insufficient_quota' }],
  ] as const)('%i %j means that there is no money left, which somebody may pay in', async (status, error) => {
    provider.answer = sendError(status, error);
    const thrown = await failure(ask());
    expect(thrown).toMatchObject({ code: 'model_rate_limited', retryable: true, retryAfterMs: 3_600_000 });
    expect(thrown.calls).toMatchObject([{ outcome: 'error', errorCode: 'model_rejected' }]);
  });

  test('an outage is counted as one, however long the provider asks to wait', async () => {
    provider.answer = sendError(503, {}, { 'retry-after': '600' });
    const error = await failure(ask());
    expect([error.code, error.retryAfterMs]).toEqual(['model_unavailable', undefined]);
  });

  test('a rate limit says how long to wait', async () => {
    provider.answer = sendError(429, {}, { 'retry-after': '7' });
    expect((await failure(ask())).retryAfterMs).toBe(7_000);
  });
});

describe('a provider that is ill', () => {
  test('nobody listens', async () => {
    expect(await failure(ask({ baseUrl: 'http://127.0.0.1:9/v1' }))).toMatchObject({ code: 'model_unavailable', retryable: true });
  });

  test('never answers: the time limit ends it and closes the socket', async () => {
    provider.answer = neverAnswer;
    expect(await failure(ask({ timeoutMs: 100 }))).toMatchObject({ code: 'model_unavailable' });
    await provider.requests[0]?.hungUp;
  });

  test('stops in the middle of an answer', async () => {
    provider.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices":[');
    };
    expect(await failure(ask({ timeoutMs: 100 }))).toMatchObject({ code: 'model_unavailable' });
    await provider.requests[0]?.hungUp;
  });

  test('stops in the middle of an error', async () => {
    provider.answer = (_request, response) => {
      response.writeHead(500, { 'content-type': 'application/json' }).write('{"error":');
    };
    expect(await failure(ask({ timeoutMs: 100 }))).toMatchObject({ code: 'model_unavailable' });
  });

  test('drops the connection', async () => {
    provider.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices":[');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await failure(ask())).toMatchObject({ code: 'model_unavailable' });
  });

  test.each([
    ['a web page', sendText('<html>Sign in</html>', 'text/html')],
    ['another JSON', sendJson({ hello: 'world' })],
    ['broken JSON', sendText('{"choices"', 'application/json')],
  ])('sends %s instead of a completion', async (_name, answer) => {
    provider.answer = answer;
    expect(await failure(ask())).toMatchObject({ code: 'model_unavailable', retryable: true });
  });
});

describe('a cancelled request', () => {
  test('throws the reason, closes the socket at the provider, and is still counted', async () => {
    provider.answer = neverAnswer;
    const seen: ModelCall[] = [];
    const controller = new AbortController();
    const reason = new Error('the job was cancelled');
    const asking = ask({ onCall: (call) => seen.push(call) }, controller.signal);
    asking.catch(() => undefined);
    while (provider.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort(reason);
    await expect(asking).rejects.toBe(reason);
    await provider.requests[0]?.hungUp;
    expect(seen).toMatchObject([{ outcome: 'error', errorCode: 'aborted' }]);
  });

  test('in the middle of the answer closes the socket too', async () => {
    const controller = new AbortController();
    provider.answer = async (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices":[');
      controller.abort(new Error('cancelled'));
      await once(response, 'close');
    };
    await expect(ask({}, controller.signal)).rejects.toThrow('cancelled');
    await provider.requests[0]?.hungUp;
  });

  test('before it began asks nothing', async () => {
    const seen: ModelCall[] = [];
    await expect(ask({ onCall: (call) => seen.push(call) }, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(provider.requests).toEqual([]);
    expect(seen).toEqual([]);
  });
});

describe('a provider without structured output', () => {
  const goodAnswer = sendChat(JSON.stringify({ items: facts }));

  test('is asked in a poorer way until it takes one, and from then on at once', async () => {
    const tried: (string | undefined)[] = [];
    provider.answer = (request, response) => {
      const format = request.body.response_format?.type;
      tried.push(format);
      return (format === undefined ? goodAnswer : sendError(400, { param: 'response_format' }))(request, response);
    };
    const shared = models();
    const request = { purpose: 'write', system: 'System.', user: 'User.', item: Fact, maxOutputTokens: 500 };
    const { signal } = new AbortController();

    const first = await shared.writeItems(request, { signal });
    expect(first.items).toEqual(facts);
    expect(first.calls.map((call) => call.outcome)).toEqual(['error', 'error', 'ok']);
    expect((await shared.writeItems(request, { signal })).calls).toHaveLength(1);
    expect(tried).toEqual(['json_schema', 'json_object', undefined, undefined]);
  });

  test('is told the schema in the prompt', async () => {
    provider.answer = goodAnswer;
    await ask({ structured: 'json_object' });
    await ask({ structured: 'none' });
    const [object, text] = provider.requests.map((request) => request.body);
    expect(object?.response_format).toEqual({ type: 'json_object' });
    expect(text?.response_format).toBeUndefined();
    for (const body of [object, text]) {
      expect(body?.messages?.[0]?.content).toMatch(/^You state facts\.[\s\S]*JSON schema[\s\S]*"minLength":3/);
    }
  });

  test('that rejects everything is asked three times, and the next request starts anew', async () => {
    provider.answer = sendError(400);
    const error = await failure(ask());
    expect(error).toMatchObject({ code: 'model_rejected' });
    expect(error.calls).toHaveLength(3);
  });
});

test('nothing is logged but the name of the model and the formats', async () => {
  const lines: unknown[] = [];
  const log = (fields: object, message: string) => void lines.push([fields, message]);
  provider.answer = sendError(400);
  await failure(ask({ log: { debug: log, info: log, warn: log, error: log } }));
  expect(lines).toHaveLength(2);
  expect(JSON.stringify(lines)).not.toMatch(/The text|key-1|You state/);
});
