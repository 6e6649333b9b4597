import { cancelJob, retryJob } from '@lectern/core';
import { modelAnswers, questions, tasks } from '@lectern/db';
import { openTcpLink, queueBackends, waitFor } from '@lectern/testing';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { emptyQueue } from '../testing/empty-queue.ts';
import { asked, createFaultWorld, type FaultWorld } from '../testing/fault-world.ts';

describe.each(queueBackends())('an interruption, with queue and limits on %s', (backend) => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await createFaultWorld(backend);
  });
  afterEach(() => world.reset());
  afterAll(() => world.close());

  /** Nobody wants to wait for the lease of a worker that is known to be dead. */
  async function forgetLeases(): Promise<void> {
    await world.ctx.db
      .update(tasks)
      .set({ heartbeatAt: sql`now() - interval '1 hour'` })
      .where(eq(tasks.state, 'running'));
  }

  /** Vectors are made and stored beside the call that verifies. */
  function withoutVector(jobId: string): Promise<number> {
    return world.ctx.db.$count(questions, and(eq(questions.jobId, jobId), eq(questions.state, 'candidate'), isNull(questions.vector)));
  }

  async function chatCalls(jobId: string): Promise<number> {
    return (await world.callsOf(jobId)).filter(({ purpose }) => purpose !== 'embed').length;
  }

  it('a cancel in mid-call is final at once, hangs up on the model, and keeps what was accepted', { timeout: 60_000 }, async () => {
    let verified = false;
    const proxy = await world.startProxy(({ schema }) => {
      verified ||= schema === 'verify_questions';
      if (schema === 'verify_questions') return undefined;
      // The first round brings too few; the second one does not come back.
      return verified ? { latency: { meanMs: 60_000 } } : { fault: { kind: 'too_few_items', keep: 3 } };
    });
    await world.serve({ chat: [{ name: 'only', url: proxy.url }], timeoutMs: 120_000 });
    const jobId = await world.generate(world.courseId, { count: 10 });
    const underWay = () => asked(proxy, 'write_questions').find(({ endedAt }) => verified && endedAt === undefined);
    const call = await waitFor(underWay, { timeoutMs: 20_000 });
    const accepted = (await world.bank()).length;
    expect(accepted).toBeGreaterThanOrEqual(1);

    expect(await cancelJob(world.ctx, { actor: world.actor, id: jobId })).toMatchObject({
      state: 'cancelled',
      result: { accepted, shortfall: { missing: 10 - accepted, reason: 'cancelled' } },
    });
    await waitFor(() => call.endedAt !== undefined);
    expect(call).toMatchObject({ complete: false, status: undefined });
    const calls = proxy.records.length;
    // Until the worker has noticed, which asks once a second.
    await waitFor(async () => (await world.callsOf(jobId)).some(({ errorCode }) => errorCode === 'aborted'));
    expect(proxy.records).toHaveLength(calls);
    expect(await world.bank()).toHaveLength(accepted);
    expect(await world.job(jobId)).toMatchObject({ state: 'cancelled', run: 1 });

    proxy.setScript([]);
    await retryJob(world.ctx, { actor: world.actor, id: jobId });
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', run: 2, result: { accepted: 10 } });
    expect(await world.bank()).toHaveLength(10);
  });

  it(
    'a worker that is killed after a call was paid for, and another in mid-call, cost no answer that was stored',
    { timeout: 120_000 },
    async () => {
      const proxy = await world.startProxy([{ schema: 'verify_questions', times: 1, latency: { meanMs: 60_000 } }]);
      await world.useProviders({ chat: [{ name: 'only', url: proxy.url }] });
      const jobId = await world.generate(world.courseId);
      const writer = await world.startWorker();
      await world.withFrozenQuestions(async () => {
        await waitFor(() => world.ctx.db.$count(modelAnswers, eq(modelAnswers.jobId, jobId)), { timeoutMs: 30_000 });
        await writer.stop('SIGKILL');
      });
      await forgetLeases();
      const verifier = await world.startWorker();
      await waitFor(() => asked(proxy, 'verify_questions').length === 1, { timeoutMs: 30_000 });
      await waitFor(async () => (await withoutVector(jobId)) === 0);
      expect(asked(proxy, 'write_questions')).toHaveLength(1);
      await verifier.stop('SIGKILL');
      await forgetLeases();
      await world.runWorker();

      expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', run: 1, result: { accepted: 5 } });
      expect(await world.bank()).toHaveLength(5);
      expect((await world.tasksOf(jobId)).filter(({ crashes }) => crashes > 0).map(({ stage }) => stage)).toEqual(['write', 'verify']);
      expect(await world.paidTwice(jobId)).toEqual([]);
      // Of the call that was cut off nobody could write down what it cost.
      expect(proxy.records).toHaveLength((await chatCalls(jobId)) + 1);
    },
  );

  it('while the store of queue and limits is gone nothing is lost, and the job goes on when it is back', { timeout: 120_000 }, async () => {
    const link = await openTcpLink(world.queue.url);
    onTestFinished(() => link.close());
    const proxy = await world.startProxy([{ latency: { meanMs: 1_500 } }]);
    await world.useProviders({ chat: [{ name: 'only', url: proxy.url }] });
    await world.runWorker({ [backend === 'redis' ? 'REDIS_URL' : 'DATABASE_URL']: link.url });
    const jobId = await world.generate(world.courseId, { count: 10 });
    await waitFor(() => asked(proxy, 'write_questions').length > 0, { timeoutMs: 20_000 });
    await link.cut();
    await waitFor(() => proxy.records.every(({ endedAt }) => endedAt !== undefined));
    expect(await world.job(jobId)).toMatchObject({ state: 'running' });
    await link.mend();
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', run: 1, result: { accepted: 10 } });
    expect(await world.bank()).toHaveLength(10);
  });

  it('a queue that is emptied while questions are written costs no question and no call', { timeout: 120_000 }, async () => {
    const proxy = await world.startProxy([{ latency: { meanMs: 1_500 } }]);
    await world.serve({ chat: [{ name: 'only', url: proxy.url }] });
    const jobId = await world.generate(world.courseId, { count: 10 });
    await waitFor(() => asked(proxy, 'write_questions').length > 0, { timeoutMs: 20_000 });
    await emptyQueue(world.queue, world.database);
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', run: 1, result: { accepted: 10 } });
    expect(await world.bank()).toHaveLength(10);
    expect(await world.paidTwice(jobId)).toEqual([]);
    expect(proxy.records).toHaveLength(await chatCalls(jobId));
  });
});
