import { createTestDatabase, queueBackends, type TestDatabase } from '@lectern/testing';
import { mostInWindow } from '@lectern/testing/fault-proxy';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLimitStore } from './create-limit-store.ts';
import type { LimitStore, Reservation } from './limit-store.ts';
import { bucketMs, windowMs } from './window.ts';

const limits = { requestsPerMinute: 5, tokensPerMinute: 100 };
const start = Date.UTC(2026, 0, 1);

/** What happens next; `pick` chooses among the calls that are open. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('reserve' as const), tokens: fc.integer({ min: 0, max: 130 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('settle' as const), pick: fc.nat(), used: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      // Mostly forward by less than a window; now and then far, and back.
      byMs: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 70_000 }) }, fc.integer({ min: -200_000, max: 200_000 })),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Call {
  at: number;
  group: string;
  tokens: number;
  reservation: Reservation;
  open: boolean;
}

/** Carries the steps out on two groups of the store, and returns the calls that were made. */
async function play(store: LimitStore, steps: readonly Step[], name: string, maxWaitMs: number): Promise<Call[]> {
  const candidates = ['a', 'b'].map((part) => ({ group: `${name}-${part}`, limits, gates: [] }));
  let now = start;
  let calls: Call[] = [];
  for (const next of steps) {
    if (next.kind === 'time') {
      now = Math.max(1, now + next.byMs);
      continue;
    }
    if (next.kind === 'reserve') {
      const answer = await store.reserve(candidates, { requests: 1, tokens: next.tokens }, { maxWaitMs, atMs: now });
      if (answer.granted) {
        const { reservation } = answer;
        calls.push({ at: now + answer.waitMs, group: reservation.group, tokens: reservation.tokens, reservation, open: true });
      }
      continue;
    }
    const open = calls.filter((call) => call.open);
    const call = open[next.pick % open.length];
    if (!call) continue;
    call.open = false;
    if (next.kind === 'cancel') {
      await store.cancel(call.reservation);
      calls = calls.filter((other) => other !== call);
    } else {
      call.tokens = Math.floor(call.tokens * next.used);
      await store.settle(call.reservation, call.tokens);
    }
  }
  return calls;
}

describe.each(queueBackends())('windows kept in %s', (backend) => {
  let database: TestDatabase;
  let store: LimitStore;
  let runs = 0;
  beforeAll(async () => {
    database = await createTestDatabase();
    store = createLimitStore(database.queue(backend), () => undefined);
  });
  afterAll(async () => {
    await store.close();
    await database.close();
  });

  test('no 60 s ever hold more than their budget, whatever is reserved, settled and cancelled, and however the clock goes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 90 }), fc.constantFrom(0, 2_000, 90_000), async (steps, maxWaitMs) => {
        const calls = await play(store, steps, `any-${(runs += 1)}`, maxWaitMs);
        for (const group of new Set(calls.map((call) => call.group))) {
          const made = calls.filter((call) => call.group === group);
          expect(mostInWindow(made, windowMs)).toBeLessThanOrEqual(limits.requestsPerMinute);
          const tokens = made.map(({ at, tokens }) => ({ at, amount: tokens }));
          expect(mostInWindow(tokens, windowMs)).toBeLessThanOrEqual(limits.tokensPerMinute);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a start is never much later than the budget demands', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 6, maxLength: 40 }), async (pauses) => {
        const group = `soon-${(runs += 1)}`;
        const starts: number[] = [];
        let now = start;
        for (const pause of pauses) {
          now += pause;
          const answer = await store.reserve([{ group, limits, gates: [] }], { requests: 1, tokens: 1 }, { maxWaitMs: 600_000, atMs: now });
          if (!answer.granted) throw new Error('refused');
          const free = (starts.at(-limits.requestsPerMinute) ?? 0) + windowMs;
          expect(now + answer.waitMs).toBeLessThanOrEqual(Math.max(now, free + 1_000 + bucketMs, starts.at(-1) ?? 0) + bucketMs);
          starts.push(now + answer.waitMs);
        }
      }),
      { numRuns: 30 },
    );
  });
});
