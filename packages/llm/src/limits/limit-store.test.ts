import { queueBackends, createTestDatabase, type TestDatabase } from '@lectern/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLimitStore } from './create-limit-store.ts';
import type { Candidate, Grant, LimitStore, Limits } from './limit-store.ts';
import { bucketMs, windowMs } from './window.ts';

const start = Date.UTC(2026, 0, 1);
let groups = 0;

/** A group that no other test uses. */
function newGroup(limits: Limits, gates: readonly string[] = []): Candidate {
  const group = `group-${(groups += 1)}`;
  return { group, limits, gates: [group, ...gates] };
}

describe.each(queueBackends())('limits kept in %s', (backend) => {
  let database: TestDatabase;
  let openStore: () => LimitStore;
  let store: LimitStore;
  beforeAll(async () => {
    database = await createTestDatabase();
    const config = database.queue(backend);
    openStore = () => createLimitStore(config, () => undefined);
    store = openStore();
  });
  afterAll(async () => {
    await store.close();
    await database.close();
  });

  const ask = (candidates: Candidate | Candidate[], tokens: number, atMs: number, maxWaitMs = 2_000) =>
    store.reserve([candidates].flat(), { requests: 1, tokens }, { maxWaitMs, atMs: start + atMs });

  async function granted(...args: Parameters<typeof ask>): Promise<Grant> {
    const answer = await ask(...args);
    if (!answer.granted) throw new Error(`refused: ${JSON.stringify(answer.waits)}`);
    return answer;
  }

  test('calls start at once until the requests of a minute are used up, and again a minute later', async () => {
    const group = newGroup({ requestsPerMinute: 3 });
    const waits = [await granted(group, 10, 0), await granted(group, 10, 100), await granted(group, 10, 20_000)].map(
      ({ waitMs }) => waitMs,
    );
    expect(waits).toEqual([0, 0, 0]);
    const refused = await ask(group, 10, 30_000);
    expect(refused).toEqual({ granted: false, waits: [{ waitMs: expect.any(Number) }] });
    const waitMs = refused.granted ? 0 : (refused.waits[0]?.waitMs ?? 0);
    expect(waitMs).toBeGreaterThan(windowMs - 30_000);
    expect(waitMs).toBeLessThan(windowMs - 30_000 + 1_500);
    expect((await granted(group, 10, 30_000 + waitMs)).waitMs).toBe(0);
  });

  test('a start that is near is reserved, and the next call comes after it', async () => {
    const group = newGroup({ requestsPerMinute: 1 });
    await granted(group, 1, 0);
    const second = await granted(group, 1, 60_000);
    expect(second.waitMs).toBeGreaterThan(0);
    expect(second.waitMs).toBeLessThanOrEqual(1_000 + 2 * bucketMs);
    expect((await ask(group, 1, 60_000)).granted).toBe(false);
  });

  test('what a call did not use is free again, what it used too much is counted', async () => {
    const group = newGroup({ tokensPerMinute: 1_000 });
    const call = await granted(group, 900, 0);
    expect((await ask(group, 200, 10)).granted).toBe(false);
    await store.settle(call.reservation, 100);
    const next = await granted(group, 200, 20);
    await store.settle(next.reservation, 1_500);
    expect((await ask(group, 1, 30)).granted).toBe(false);
  });

  test('a call that was not made gives its place back', async () => {
    const group = newGroup({ requestsPerMinute: 1, tokensPerMinute: 100 });
    await store.cancel((await granted(group, 100, 0)).reservation);
    expect((await granted(group, 100, 10)).waitMs).toBe(0);
  });

  test('a call larger than the whole budget gets a window of its own', async () => {
    const group = newGroup({ tokensPerMinute: 100 });
    const call = await granted(group, 5_000, 0);
    expect(call.reservation.tokens).toBe(100);
    expect((await ask(group, 1, 1_000)).granted).toBe(false);
    expect((await granted(group, 5_000, 61_500)).waitMs).toBe(0);
  });

  test('nobody overtakes a call that waits', async () => {
    const group = newGroup({ tokensPerMinute: 100 });
    await granted(group, 60, 0);
    const large = await granted(group, 90, 60_000);
    expect(large.waitMs).toBeGreaterThan(0);
    expect((await granted(group, 10, 60_000)).waitMs).toBe(large.waitMs);
  });

  test('the group with most room is taken, then the others, then none', async () => {
    const small = newGroup({ requestsPerMinute: 2 });
    const large = newGroup({ requestsPerMinute: 4 });
    const chosen: number[] = [];
    for (let nth = 0; nth < 6; nth += 1) chosen.push((await granted([small, large], 1, nth)).candidate);
    expect(chosen[0]).toBe(1);
    expect(chosen.filter((candidate) => candidate === 0)).toHaveLength(2);
    expect((await ask([small, large], 1, 10)).granted).toBe(false);
  });

  test('without limits the group that was used least is taken', async () => {
    const candidates = [newGroup({}), newGroup({})];
    const chosen = [await granted(candidates, 1, 0), await granted(candidates, 1, 1), await granted(candidates, 1, 2)];
    expect(chosen.map(({ candidate }) => candidate)).toEqual([0, 1, 0]);
  });

  test('a blocked key is passed over, and shown until its time is over', async () => {
    const free = newGroup({ requestsPerMinute: 1 });
    const blocked = newGroup({ requestsPerMinute: 100 }, ['key-a']);
    await store.block('key-a', 'refused', 10_000, { atMs: start });
    await store.block('key-a', 'rate_limited', 1_000, { atMs: start });
    expect((await granted([blocked, free], 1, 0)).candidate).toBe(1);
    const refusal = await ask([blocked, free], 1, 1_000);
    expect(refusal.granted || refusal.waits[0]).toEqual({ waitMs: 9_000, blockedBy: 'refused' });
    expect(await store.readBlocked(['key-a', 'key-b'], { atMs: start + 4_000 })).toEqual([
      { name: 'key-a', reason: 'refused', forMs: 6_000 },
    ]);
    expect(await store.readBlocked(['key-a'], { atMs: start + 10_000 })).toEqual([]);
    expect((await granted(blocked, 1, 10_000)).waitMs).toBe(0);
  });

  test('many processes at once get no more than there is, by the store’s own clock', async () => {
    const others = Array.from({ length: 3 }, openStore);
    const candidates = [newGroup({ requestsPerMinute: 7 }), newGroup({ requestsPerMinute: 5 })];
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        // In either order, which must not end in a deadlock.
        (others[index % 3] ?? store).reserve(
          index % 2 ? candidates : candidates.toReversed(),
          { requests: 1, tokens: 5 },
          { maxWaitMs: 2_000 },
        ),
      ),
    );
    await Promise.all(others.map((other) => other.close()));
    expect(answers.filter((answer) => answer.granted)).toHaveLength(12);
    const [first] = answers.flatMap((answer) => (answer.granted ? [] : answer.waits));
    expect(first?.waitMs).toBeGreaterThan(55_000);
  });
});
