import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModelError, type Models } from '@lectern/core';
import { startLocalModel } from '@lectern/local-model';
import { createTestDatabase, createTestFolder, queueBackends, type TestDatabase } from '@lectern/testing';
import {
  type Fault,
  quotaExhausted,
  rateLimited,
  type Rule,
  serverError,
  startFaultProxy,
  unauthorized,
} from '@lectern/testing/fault-proxy';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type FlakyProvider, request, startFlakyProvider, toConfig, toRoute } from '../../test-server/gateway-world.ts';
import { sendError } from '../../test-server/start-provider.ts';
import { readGatewayConfig } from '../config/load-gateway-config.ts';
import { createLimitStore } from '../limits/create-limit-store.ts';
import type { LimitStore } from '../limits/limit-store.ts';
import { createGateway } from './create-gateway.ts';

async function start(rules: readonly Rule[] = []): Promise<FlakyProvider> {
  const flaky = await startFlakyProvider(rules);
  onTestFinished(() => flaky.close());
  return flaky;
}

function ask(gateway: Models, signal: AbortSignal = new AbortController().signal) {
  return gateway.writeItems(request, { signal });
}

async function failure(asking: Promise<unknown>): Promise<ModelError> {
  const error = await asking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ModelError)) throw new Error('expected a ModelError', { cause: error });
  return error;
}

describe.each(queueBackends())('a gateway with limits in %s', (backend) => {
  let database: TestDatabase;
  let store: LimitStore;
  beforeAll(async () => {
    database = await createTestDatabase();
    store = createLimitStore(database.queue(backend), () => undefined);
  });
  afterAll(async () => {
    await store.close();
    await database.close();
  });

  describe('with several keys', () => {
    test('uses all of them to their limits, and then says when to come back', async () => {
      const { proxy, counts } = await start();
      const gateway = createGateway(toConfig(toRoute(proxy.url, ['a', 'b', 'c'], { limits: { requestsPerMinute: 2 } })), store);
      await Promise.all(Array.from({ length: 6 }, () => ask(gateway)));
      expect(counts()).toEqual({ a: 2, b: 2, c: 2 });
      const error = await failure(ask(gateway));
      expect(error).toMatchObject({ code: 'model_rate_limited', retryable: true, calls: [] });
      expect(error.retryAfterMs).toBeGreaterThan(50_000);
      expect(error.retryAfterMs).toBeLessThan(62_000);
      expect(proxy.records).toHaveLength(6);
    });

    test('counts what calls did cost, not what they could have cost', async () => {
      const { proxy } = await start();
      // A call may cost some 300 tokens here, and does cost 120.
      const gateway = createGateway(toConfig(toRoute(proxy.url, ['a'], { limits: { tokensPerMinute: 700 } })), store);
      for (let nth = 0; nth < 4; nth += 1) await ask(gateway);
      expect(await failure(ask(gateway))).toMatchObject({ code: 'model_rate_limited' });
    });

    test('lets a key rest for as long as its provider says, and goes on with another', async () => {
      const { proxy, counts } = await start([{ key: 'a', fault: rateLimited({ 'retry-after': '20' }) }]);
      const gateway = createGateway(toConfig(toRoute(proxy.url, ['a', 'b'])), store);
      const answer = await ask(gateway);
      expect(answer.items).toHaveLength(1);
      expect(answer.calls.map(({ errorCode }) => errorCode)).toEqual(['model_rate_limited', undefined]);
      await ask(gateway);
      expect(counts()).toEqual({ a: 1, b: 2 });
      const [route] = await gateway.health();
      expect(route?.keys).toMatchObject([{ state: 'rate_limited' }, { state: 'ok' }]);
      expect(route?.keys[0]?.forMs).toBeGreaterThan(15_000);
    });

    test('lets all keys of a limit group rest together', async () => {
      const { proxy } = await start([{ fault: rateLimited({ 'x-ratelimit-reset-requests': '30s' }) }]);
      const gateway = createGateway(toConfig(toRoute(proxy.url, ['a', 'b', 'c'], { group: 'school' })), store);
      const error = await failure(ask(gateway));
      expect(error.code).toBe('model_rate_limited');
      expect(error.retryAfterMs).toBeGreaterThan(28_000);
      expect(proxy.records).toHaveLength(1);
    });

    test('does not ask a group whose provider said that this was the last one', async () => {
      const { proxy, provider } = await start();
      const { answer } = provider;
      provider.answer = (asked, response) => {
        response.setHeader('x-ratelimit-remaining-requests', '0').setHeader('x-ratelimit-reset-requests', '40s');
        return answer(asked, response);
      };
      const gateway = createGateway(toConfig(toRoute(proxy.url, ['a'])), store);
      await ask(gateway);
      expect((await failure(ask(gateway))).code).toBe('model_rate_limited');
      expect(proxy.records).toHaveLength(1);
    });

    test.each([
      ['refused', unauthorized],
      ['exhausted', quotaExhausted],
    ] as const)('sets a key that is %s aside, for every process, and shows it', async (state, fault) => {
      const { proxy, counts } = await start([{ key: 'bad', fault }]);
      const config = toConfig(toRoute(proxy.url, ['bad', 'good']));
      const gateway = createGateway(config, store);
      for (let nth = 0; nth < 3; nth += 1) await ask(gateway);
      expect(counts()).toEqual({ bad: 1, good: 3 });
      const elsewhere = createGateway(config, store);
      await ask(elsewhere);
      expect(counts()).toEqual({ bad: 1, good: 4 });
      const health = await elsewhere.health();
      expect(health[0]?.keys).toMatchObject([{ state }, { state: 'ok' }]);
    });

    test('fails for good when every key is refused, and waits when their money is spent', async () => {
      const { proxy } = await start([
        { key: /^bad/, fault: unauthorized },
        { key: /^poor/, fault: quotaExhausted },
      ]);
      const refused = createGateway(toConfig(toRoute(proxy.url, ['bad-1', 'bad-2'])), store);
      for (const nth of [1, 2]) expect(await failure(ask(refused)), `${nth}`).toMatchObject({ code: 'model_rejected', retryable: false });
      expect(proxy.records).toHaveLength(2);
      const spent = createGateway(toConfig(toRoute(proxy.url, ['poor', 'bad-3'])), store);
      const error = await failure(ask(spent));
      expect(error.code).toBe('model_rate_limited');
      expect(error.retryAfterMs).toBeGreaterThan(59 * 60_000);
    });

    test('loses nothing in a storm of 429 on half of its keys', async () => {
      const model = await startLocalModel({ host: '127.0.0.1', port: 0 });
      const keys = Array.from({ length: 14 }, (_, index) => `key-${index}`);
      const stormy: Rule = { key: /^key-(\d*[02468])$/, fault: rateLimited({ 'retry-after': '30' }) };
      const proxy = await startFaultProxy({ upstream: model.url, script: [stormy] });
      onTestFinished(async () => {
        await proxy.close();
        await model.close();
      });
      const route = { ...toRoute(proxy.url, keys, { limits: { requestsPerMinute: 10 } }), model: 'lectern-local-embed-1' };
      const gateway = createGateway({ ...toConfig(route), timeoutMs: 20_000 }, store);
      const { signal } = new AbortController();
      const answers = await Promise.all(Array.from({ length: 70 }, (_, index) => gateway.embed([`text ${index}`], { signal })));
      expect(answers.every(({ vectors }) => vectors.length === 1)).toBe(true);
      const served = proxy.records.filter(({ status }) => status === 200);
      expect(served).toHaveLength(70);
      expect(new Set(served.map(({ key }) => key)).size).toBe(7);
      expect((await failure(gateway.embed(['one more'], { signal }))).code).toBe('model_rate_limited');
    });
  });

  describe('when a provider is down', () => {
    const faults: [string, Fault][] = [
      ['answers 503', serverError],
      ['breaks connections', { kind: 'reset' }],
      ['never answers', { kind: 'blackhole' }],
      ['breaks off in the middle', { kind: 'cut', afterBytes: 40 }],
      ['answers what is no JSON', { kind: 'malformed_body' }],
    ];
    test.each(faults)('the next one serves while it %s', async (_name, fault) => {
      const [first, second] = [await start([{ fault }]), await start()];
      const config = toConfig(toRoute(first.proxy.url, ['a', 'b']), toRoute(second.proxy.url, ['c']));
      const answer = await ask(createGateway({ ...config, timeoutMs: 400 }, store));
      expect(answer.items).toHaveLength(1);
      expect(answer.calls).toMatchObject([
        { provider: config.chat[0].provider, errorCode: 'model_unavailable' },
        { provider: config.chat[1]?.provider, outcome: 'ok' },
      ]);
    });

    test('it is left alone after five failures in a row', async () => {
      const [first, second] = [await start([{ fault: serverError }]), await start()];
      const gateway = createGateway(toConfig(toRoute(first.proxy.url, ['a']), toRoute(second.proxy.url, ['b'])), store);
      for (let nth = 0; nth < 8; nth += 1) await ask(gateway);
      expect(first.proxy.records).toHaveLength(5);
      expect(second.proxy.records).toHaveLength(8);
      expect(await gateway.health()).toMatchObject([{ breakerOpen: true }, { breakerOpen: false }, {}, {}]);
    });

    test('and there is no other, a call says when to try again', async () => {
      const { proxy } = await start([{ fault: serverError }]);
      const gateway = createGateway(toConfig(toRoute(proxy.url, ['a'])), store);
      for (let nth = 0; nth < 5; nth += 1) expect((await failure(ask(gateway))).code).toBe('model_unavailable');
      const error = await failure(ask(gateway));
      expect(error).toMatchObject({ code: 'model_unavailable', calls: [] });
      expect(error.retryAfterMs).toBeGreaterThan(5_000);
      expect(proxy.records).toHaveLength(5);
    });

    test('bad requests and rate limits are no outage', async () => {
      const { proxy, provider } = await start();
      const gateway = createGateway(toConfig(toRoute(proxy.url, ['a'], { capabilities: { structured: 'none' } })), store);
      provider.answer = sendError(400, { param: 'messages' });
      for (let nth = 0; nth < 8; nth += 1) expect((await failure(ask(gateway))).code).toBe('model_rejected');
      expect((await gateway.health())[0]).toMatchObject({ breakerOpen: false, keys: [{ state: 'ok' }] });
    });

    test('a full minute is no reason to go to the next one, a quota of hours is', async () => {
      const [busy, spare] = [await start([{ times: 1, fault: rateLimited({ 'retry-after': '60' }) }]), await start()];
      const gateway = createGateway(toConfig(toRoute(busy.proxy.url, ['a']), toRoute(spare.proxy.url, ['b'])), store);
      expect((await failure(ask(gateway))).code).toBe('model_rate_limited');
      const [spent, other] = [await start([{ fault: rateLimited({ 'retry-after': '7200' }) }]), await start()];
      await ask(createGateway(toConfig(toRoute(spent.proxy.url, ['a']), toRoute(other.proxy.url, ['b'])), store));
      expect([spare.proxy.records.length, other.proxy.records.length]).toEqual([0, 1]);
    });
  });

  test('each model is asked for JSON in the best way it takes', async () => {
    const { proxy, provider } = await start();
    const { answer } = provider;
    provider.answer = (asked, response) =>
      (asked.body.response_format?.type === 'json_schema' ? sendError(400, { param: 'response_format' }) : answer)(asked, response);
    const gateway = createGateway(toConfig(toRoute(proxy.url, ['a', 'b'])), store);
    await ask(gateway);
    await ask(gateway);
    expect(provider.requests.map(({ body }) => body.response_format?.type)).toEqual(['json_schema', 'json_object', 'json_object']);
  });

  test('a cancelled call that still waits for its time gives its place back', async () => {
    const { proxy } = await start();
    const route = toRoute(proxy.url, ['a'], { limits: { requestsPerMinute: 1 } });
    const [key] = route.keys;
    const gateway = createGateway(toConfig(route), store);
    await store.block(key?.group ?? '', 'rate_limited', 1_500);
    const controller = new AbortController();
    const asking = ask(gateway, controller.signal);
    await sleep(100);
    controller.abort(new Error('cancelled'));
    await expect(asking).rejects.toThrow('cancelled');
    await ask(gateway);
    expect(proxy.records).toHaveLength(1);
  });

  test('a cancel ends a call that is under way', async () => {
    const { proxy } = await start([{ fault: { kind: 'blackhole' } }]);
    const gateway = createGateway(toConfig(toRoute(proxy.url, ['a'])), store);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('cancelled')), 100);
    await expect(ask(gateway, controller.signal)).rejects.toThrow('cancelled');
  });

  test('prices are whole microdollars', () => {
    const route = toRoute('http://127.0.0.1:9/v1', ['a'], { price: { input: 0.15, cachedInput: 0.075, output: 0.6 } });
    const { provider, model } = route;
    const gateway = createGateway(toConfig(route), store);
    expect(gateway.priceOf({ provider, model, inputTokens: 1_000, cachedTokens: 0, outputTokens: 101 })).toBe(211);
    expect(gateway.priceOf({ provider, model, inputTokens: 1_000, cachedTokens: 800, outputTokens: 101 })).toBe(151);
    expect(gateway.priceOf({ provider, model: 'unknown', inputTokens: 1_000, cachedTokens: 0, outputTokens: 100 })).toBe(0);
  });

  test('a quote is that of the dearest provider that may have to serve', () => {
    const route = (input: number) => toRoute('http://127.0.0.1:9/v1', ['a'], { price: { input, cachedInput: 0, output: 1 } });
    const gateway = createGateway(toConfig(route(0.1), route(0.5), toRoute('http://127.0.0.1:9/v1', ['a'])), store);
    expect(gateway.quote('chat', { inputTokens: 1_000, outputTokens: 101 })).toBe(601);
    const free = createGateway(toConfig(toRoute('http://127.0.0.1:9/v1', ['a'])), store);
    expect(free.quote('embeddings', { inputTokens: 1_000, outputTokens: 0 })).toBe(0);
  });
});

test('a providers file is all it takes', async () => {
  const [database, folder, model] = await Promise.all([
    createTestDatabase(),
    createTestFolder(),
    startLocalModel({ host: '127.0.0.1', port: 0 }),
  ]);
  const store = createLimitStore(database.queue('postgres'), () => undefined);
  onTestFinished(async () => {
    await Promise.all([store.close(), model.close(), folder.close()]);
    await database.close();
  });
  const providersFile = join(folder.path, 'providers.json');
  const chat = [{ provider: 'here', model: 'lectern-local-1' }];
  const embeddings = [{ provider: 'here', model: 'lectern-local-embed-1' }];
  const providers = [{ name: 'here', kind: 'local-model', base_url: model.url, limits: { requests_per_minute: 2 } }];
  await writeFile(providersFile, JSON.stringify({ providers, chat, embeddings }));
  const gateway = createGateway(readGatewayConfig({ providersFile }), store);
  const { signal } = new AbortController();
  await gateway.ping({ signal });
  expect(gateway).toMatchObject({ chatModel: 'lectern-local-1', embeddingModel: 'lectern-local-embed-1', builtIn: true });
  expect((await gateway.embed(['one', 'two'], { signal })).vectors).toHaveLength(2);
  expect(await gateway.health()).toMatchObject([{ use: 'chat', breakerOpen: false, keys: [{ name: 'here/no-key', state: 'ok' }] }, {}]);
});

test('without the store no call is made, and that is told soon', async () => {
  const { proxy } = await start();
  const store = createLimitStore({ backend: 'redis', url: 'redis://127.0.0.1:9', prefix: 'none' }, () => undefined);
  onTestFinished(() => store.close());
  const startedAt = performance.now();
  expect(await failure(ask(createGateway(toConfig(toRoute(proxy.url, ['a'])), store)))).toMatchObject({ code: 'model_unavailable' });
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  expect(proxy.records).toHaveLength(0);
});
