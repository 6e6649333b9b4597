import { serverError, type Fault, type Rule } from '@lectern/testing/fault-proxy';
import type { ModelCall, StructuredRequest } from '@lectern/core';
import { createTestDatabase, type TestDatabase } from '@lectern/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startFlakyProvider, toConfig, toRoute } from '../test-server/gateway-world.ts';
import { sendChat } from '../test-server/start-provider.ts';
import { createGateway } from './gateway/create-gateway.ts';
import { createLimitStore } from './limits/create-limit-store.ts';
import type { LimitStore } from './limits/limit-store.ts';

let database: TestDatabase;
let store: LimitStore;
beforeAll(async () => {
  database = await createTestDatabase();
  store = createLimitStore(database.queue('postgres'), () => undefined);
});
afterAll(async () => {
  await store.close();
  await database.close();
});

const Fact = z.object({ statement: z.string(), page: z.int() });
type Fact = z.infer<typeof Fact>;
const factsFrom = (first: number, count: number): Fact[] =>
  Array.from({ length: count }, (_, index) => ({ statement: `Fact ${first + index}.`, page: 1 }));

interface Answers {
  first?: object[];
  second?: object[];
}

/** A model that writes five facts when it is asked first, and five other ones when it is asked again. */
async function start(rules: readonly Rule[], { first = factsFrom(1, 5), second = factsFrom(101, 5) }: Answers = {}) {
  const flaky = await startFlakyProvider(rules);
  onTestFinished(() => flaky.close());
  const asked: string[] = [];
  flaky.provider.answer = (request, response) => {
    const user = request.body.messages?.[1]?.content ?? '';
    asked.push(user);
    const items = user === 'The text.' ? first : second;
    return sendChat(JSON.stringify({ items }))(request, response);
  };
  const gateway = createGateway({ ...toConfig(toRoute(flaky.proxy.url, ['a'])), timeoutMs: 1_000 }, store);
  const request: StructuredRequest<Fact> = {
    purpose: 'state_facts',
    system: 'You state facts.',
    user: 'The text.',
    item: Fact,
    maxOutputTokens: 500,
    again: { count: 5, message: (kept) => `Still missing, beside ${kept.map(({ statement }) => statement).join(' ')}` },
  };
  const ask = (signal = new AbortController().signal, onCall: (call: ModelCall) => void = () => undefined) =>
    gateway.writeItems(request, { signal, onCall });
  return { ask, asked, proxy: flaky.proxy };
}

const once = (fault: Fault): Rule => ({ times: 1, fault });

test('of an answer that broke off the complete items are kept, and the missing ones asked again, once', async () => {
  const { ask, asked } = await start([once({ kind: 'malformed_content' })]);
  const { items, calls } = await ask();
  expect(items).toEqual([...factsFrom(1, 2), ...factsFrom(101, 3)]);
  expect(asked).toEqual(['The text.', 'Still missing, beside Fact 1. Fact 2.']);
  expect(calls).toMatchObject([
    { outcome: 'salvaged', salvagedItems: 2, lostItems: 1 },
    { outcome: 'ok', salvagedItems: 0, lostItems: 0 },
  ]);
});

test('an answer that breaks off twice is not asked for a third time', async () => {
  const { ask, asked } = await start([{ fault: { kind: 'malformed_content' } }]);
  const { items, calls } = await ask();
  expect(items).toEqual([...factsFrom(1, 2), ...factsFrom(101, 2)]);
  expect(asked).toHaveLength(2);
  expect(calls.map(({ lostItems }) => lostItems)).toEqual([1, 1]);
});

test('items that are not valid are asked again, and those beyond what was missing are left out', async () => {
  const { ask, asked } = await start([], { first: [...factsFrom(1, 3), { statement: 'No page.' }], second: factsFrom(101, 9) });
  const { items, invalid } = await ask();
  expect(items).toEqual([...factsFrom(1, 3), ...factsFrom(101, 2)]);
  expect([invalid, asked.length]).toEqual([1, 2]);
});

test('an answer that is perfect but short is left as it is: there was no more to say', async () => {
  const { ask, asked } = await start([once({ kind: 'too_few_items', keep: 2 })]);
  const { items, calls } = await ask();
  expect(items).toEqual(factsFrom(1, 2));
  expect(asked).toHaveLength(1);
  expect(calls).toMatchObject([{ outcome: 'ok', salvagedItems: 0, lostItems: 0 }]);
});

describe('what was kept stands when the second call', () => {
  const faults: [string, Fault][] = [
    ['fails', serverError],
    ['is cut off', { kind: 'cut', afterBytes: 40 }],
    ['is never answered', { kind: 'blackhole' }],
  ];
  test.each(faults)('%s', async (_name, fault) => {
    const { ask } = await start([once({ kind: 'malformed_content' }), once(fault)]);
    const { items, calls } = await ask();
    expect(items).toEqual(factsFrom(1, 2));
    expect(calls).toMatchObject([{ outcome: 'salvaged' }, { outcome: 'error', errorCode: 'model_unavailable' }]);
  });

  test('brings nothing', async () => {
    const { ask } = await start([once({ kind: 'malformed_content' })], { second: [] });
    expect((await ask()).items).toEqual(factsFrom(1, 2));
  });
});

test('a cancel during the second call ends it all, and both calls are told', async () => {
  const { ask, proxy } = await start([once({ kind: 'malformed_content' }), once({ kind: 'blackhole' })]);
  const controller = new AbortController();
  const seen: ModelCall[] = [];
  const asking = ask(controller.signal, (call) => seen.push(call));
  asking.catch(() => undefined);
  await expect.poll(() => proxy.records.length).toBe(2);
  controller.abort(new Error('cancelled'));
  await expect(asking).rejects.toThrow('cancelled');
  expect(seen).toMatchObject([
    { outcome: 'salvaged', inputTokens: 100 },
    { outcome: 'error', errorCode: 'aborted' },
  ]);
});
