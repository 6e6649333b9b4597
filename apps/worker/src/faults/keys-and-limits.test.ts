import { cancelJob, retryJob, type ModelHealth } from '@lectern/core';
import { queueBackends, waitFor } from '@lectern/testing';
import { quotaExhausted, rateLimited, unauthorized, type Fault, type FaultProxy } from '@lectern/testing/fault-proxy';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asked, createFaultWorld, type FaultWorld } from '../testing/fault-world.ts';

describe.each(queueBackends())('keys and limits, with queue and limits on %s', (backend) => {
  let world: FaultWorld;
  let providers = 0;
  beforeAll(async () => {
    world = await createFaultWorld(backend);
  });
  afterEach(() => world.reset());
  afterAll(() => world.close());

  /** A provider that no other test has used up, with a worker that asks it. */
  async function serve(proxy: FaultProxy, keys: Record<string, string>): Promise<string> {
    const name = `provider-${(providers += 1)}`;
    await world.serve({ chat: [{ name, url: proxy.url, keys }] });
    return name;
  }

  async function keyStates(): Promise<Record<string, ModelHealth['keys'][number]['state']>> {
    const [chat] = await world.ctx.models.health();
    return Object.fromEntries(chat?.keys.map(({ name, state }) => [name.replace(/.*\//u, ''), state]) ?? []);
  }

  it.each<[string, Fault, ModelHealth['keys'][number]['state']]>([
    ['has reached its rate limit', rateLimited({ 'retry-after': '60' }), 'rate_limited'],
    ['is refused', unauthorized, 'refused'],
    ['has no money left', quotaExhausted, 'exhausted'],
  ])('one key of three that %s is left alone and shown, and the others serve', async (_what, fault, state) => {
    const proxy = await world.startProxy([{ key: 'bad', fault }]);
    await serve(proxy, { one: 'bad', two: 'good-2', three: 'good-3' });
    // As many calls as it takes until the bad key has had its turn.
    for (let nth = 0; nth < 5 && !proxy.records.some(({ key }) => key === 'bad'); nth += 1) {
      const jobId = await world.generate(world.courseId);
      expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', result: { accepted: 5 } });
    }
    expect(await keyStates()).toEqual({ one: state, two: 'ok', three: 'ok' });
    const ofBad = proxy.records.filter(({ key }) => key === 'bad').length;
    const jobId = await world.generate(world.courseId, { count: 10 });
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', result: { accepted: 10 } });
    expect(proxy.records.filter(({ key }) => key === 'bad')).toHaveLength(ofBad);
    expect((await world.tasksOf(jobId)).every(({ failures }) => failures === 0)).toBe(true);
    await world.bank();
  });

  it('a provider of whose keys none is of use hands over to the next one', async () => {
    const proxy = await world.startProxy([
      { key: 'revoked', fault: unauthorized },
      { key: 'poor', fault: quotaExhausted },
    ]);
    const spare = await world.startProxy();
    const [first, second] = [`provider-${(providers += 1)}`, `provider-${(providers += 1)}`];
    await world.serve({
      chat: [
        { name: first, url: proxy.url, keys: { one: 'revoked', two: 'poor' } },
        { name: second, url: spare.url },
      ],
    });
    const jobId = await world.generate(world.courseId);
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', run: 1, result: { accepted: 5 } });
    expect(await keyStates()).toEqual({ one: 'refused', two: 'exhausted' });
    expect(proxy.records).toHaveLength(2);
    expect((await world.tasksOf(jobId)).every(({ failures }) => failures === 0)).toBe(true);
  });

  it('while all keys are at their rate limit the job says until when it waits, asks nobody, and then goes on by itself', async () => {
    const restMs = 5_000;
    let limitedFrom = 0;
    const proxy = await world.startProxy(({ at }) => {
      limitedFrom ||= at;
      return at < limitedFrom + restMs - 500 ? { fault: rateLimited({ 'retry-after': String(restMs / 1_000) }) } : undefined;
    });
    await serve(proxy, { one: 'a', two: 'b' });
    const jobId = await world.generate(world.courseId);
    const waiting = await waitFor(async () => {
      const view = await world.job(jobId);
      return view.waiting?.reason === 'rate_limited' && { ...view, waiting: view.waiting };
    });
    expect(waiting.state).toBe('running');
    expect(waiting.waiting.until.getTime()).toBeGreaterThan(limitedFrom + restMs / 2);
    expect(waiting.waiting.until.getTime()).toBeLessThan(Date.now() + restMs);
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', run: 1, result: { accepted: 5 } });
    for (const key of ['a', 'b']) {
      const [first, second] = proxy.records.filter((record) => record.key === key);
      expect(first?.status).toBe(429);
      expect((second?.at ?? Number.POSITIVE_INFINITY) - (first?.at ?? 0)).toBeGreaterThan(restMs - 500);
    }
    expect((await world.tasksOf(jobId)).every(({ failures }) => failures === 0)).toBe(true);
    await world.bank();
  });

  it('when the only key is refused the job fails with what to do about it, and a retry with a renewed key does all of it', async () => {
    const proxy = await world.startProxy([{ key: 'revoked', fault: unauthorized }]);
    const name = await serve(proxy, { only: 'revoked' });
    const jobId = await world.generate(world.courseId);
    const failed = await world.ended(jobId);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'model_rejected' } });
    expect(await keyStates()).toEqual({ only: 'refused' });
    expect(proxy.records).toHaveLength(1);

    await world.endWorkers();
    await world.serve({ chat: [{ name, url: proxy.url, keys: { only: 'renewed' } }] });
    expect(await keyStates()).toEqual({ only: 'ok' });
    await retryJob(world.ctx, { actor: world.actor, id: jobId });
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', run: 2, result: { accepted: 5 } });
    await world.bank();
  });

  it('when no key has money left the job waits and says so, and goes on with a new key after a cancel and a retry', async () => {
    const proxy = await world.startProxy([{ key: /^poor/u, fault: quotaExhausted }]);
    const name = await serve(proxy, { one: 'poor-1', two: 'poor-2' });
    const jobId = await world.generate(world.courseId);
    const waiting = await waitFor(async () => {
      const view = await world.job(jobId);
      return view.waiting?.reason === 'rate_limited' && { ...view, waiting: view.waiting };
    });
    expect(waiting.state).toBe('running');
    // The keys are tried again in an hour.
    expect(waiting.waiting.until.getTime()).toBeGreaterThan(Date.now() + 50 * 60_000);
    expect(await keyStates()).toEqual({ one: 'exhausted', two: 'exhausted' });
    expect(asked(proxy, 'write_questions')).toHaveLength(2);

    await cancelJob(world.ctx, { actor: world.actor, id: jobId });
    await world.endWorkers();
    await world.serve({ chat: [{ name, url: proxy.url, keys: { one: 'poor-1', two: 'poor-2', three: 'rich' } }] });
    await retryJob(world.ctx, { actor: world.actor, id: jobId });
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', result: { accepted: 5 } });
    await world.bank();
  });
});
