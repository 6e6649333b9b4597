import { jobs, tasks, workers } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../ctx.ts';
import { planners } from '../planners.ts';
import { acceptJob } from './accept-job.ts';
import { cancelJob } from './cancel-job.ts';
import { claimTask } from './claim-task.ts';
import { reconcile } from './reconcile.ts';
import { registerWorker, renewRegistration, unregisterWorker } from './register-worker.ts';
import { getJobView } from './job-view.ts';
import { createLedgerWorld, type LedgerWorld } from './testing/ledger-world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await createLedgerWorld(planners);
});
afterAll(() => world.close());

async function claimFirst(stalled: boolean) {
  const [delivery] = world.queue.deliveries();
  if (!delivery) throw new Error('nothing is waiting');
  const outcome = await claimTask(world.ctx, { taskId: delivery.taskId, delivery: delivery.delivery, stalled, workerId: uuidv7() });
  return { delivery, outcome };
}

async function readJob(id: string) {
  const [job] = await world.ctx.db.select().from(jobs).where(eq(jobs.id, id));
  if (!job) throw new Error('the job is gone');
  return job;
}

/** An erasure that has failed before a moment. */
async function failedErasure(secondsAgo: number): Promise<string> {
  const userId = await world.newUser();
  const documentId = uuidv7();
  const id = await inTransaction(world.ctx, (ctx) =>
    acceptJob(ctx, {
      kind: 'documents.erase',
      requestedBy: userId,
      courseId: null,
      params: { documentId },
      first: { stage: 'erase', tasks: [{ key: 'erase', payload: { documentId } }] },
    }),
  );
  const removed = { documents: 1, pages: 2, chunks: 3, questions: 0, files: 0 };
  await world.ctx.db.update(tasks).set({ state: 'failed' }).where(eq(tasks.jobId, id));
  await world.ctx.db
    .update(jobs)
    .set({
      state: 'failed',
      errorCode: 'index_unavailable',
      result: { removed },
      finishedAt: sql`now() - ${secondsAgo} * interval '1 second'`,
    })
    .where(eq(jobs.id, id));
  return id;
}

describe('what got lost is found', () => {
  it('a task that kills every worker is given up, and stays so when the queue delivers it once more', async () => {
    const id = await world.accept(await world.newUser(), 1);
    for (let crash = 0; crash < 3; crash += 1) {
      const { outcome } = await claimFirst(crash > 0);
      expect(outcome.kind).toBe('claimed');
      await world.killWorkers();
      world.queue.empty();
      await reconcile(world.ctx);
    }
    expect(await world.ctx.db.$count(tasks, eq(tasks.state, 'failed'))).toBe(1);
    const [task] = await world.ctx.db.select().from(tasks).where(eq(tasks.state, 'failed'));
    const again = await claimTask(world.ctx, {
      taskId: task?.id ?? '',
      delivery: (task?.delivery ?? 0) - 1,
      stalled: true,
      workerId: uuidv7(),
    });
    expect(again.kind).toBe('drop');
    expect((await readJob(id)).run).toBe(1);
    world.queue.empty();
  });

  it('one job that cannot be mended does not keep the others waiting', async () => {
    const userId = await world.newUser();
    const [broken, good] = [await world.accept(userId, 1), await world.accept(userId, 1)];
    await world.ctx.db.delete(tasks).where(eq(tasks.jobId, broken));
    await world.ctx.db
      .update(jobs)
      .set({ stage: 'of a version to come', createdAt: sql`now() - interval '1 hour'` })
      .where(eq(jobs.id, broken));
    world.queue.empty();
    await reconcile(world.ctx);
    const waiting = new Set(world.queue.deliveries().map((delivery) => delivery.taskId));
    const [task] = await world.ctx.db.select().from(tasks).where(eq(tasks.jobId, good));
    expect(waiting).toContain(task?.id);
    await world.ctx.db.delete(jobs).where(eq(jobs.id, broken));
    world.queue.empty();
  });

  it('a worker whose machine slept is known again with its next heartbeat', async () => {
    const worker = await registerWorker(world.ctx, { host: 'laptop', pid: 1, queues: ['models'], slots: { models: 1 } });
    await unregisterWorker(world.ctx, worker.id);
    await renewRegistration(world.ctx, worker);
    expect(await world.ctx.db.$count(workers, eq(workers.id, worker.id))).toBe(1);
    await unregisterWorker(world.ctx, worker.id);
  });
});

describe('an erasure', () => {
  it('that failed goes on by itself a minute later, and keeps its receipt', async () => {
    const [old, recent] = [await failedErasure(120), await failedErasure(1)];
    await reconcile(world.ctx);
    expect((await readJob(recent)).state).toBe('failed');
    const resumed = await readJob(old);
    expect(resumed).toMatchObject({ state: 'queued', run: 2, result: { removed: { pages: 2 } } });
    await expect(cancelJob(world.ctx, { actor: { userId: resumed.requestedBy, role: 'teacher' }, id: old })).rejects.toMatchObject({
      code: 'conflict',
    });
    world.queue.empty();
  });

  it('goes on although many stand before it in line that cannot be mended', async () => {
    const pattern = await readJob(await failedErasure(7_200));
    const stuck = Array.from({ length: 501 }, () => ({ ...pattern, id: uuidv7(), stage: 'of a version to come' }));
    await world.ctx.db.insert(jobs).values(stuck);
    const last = await failedErasure(120);
    await reconcile(world.ctx);
    expect((await readJob(last)).state).toBe('queued');
    await world.ctx.db.delete(jobs).where(eq(jobs.stage, 'of a version to come'));
    world.queue.empty();
  });
});

describe('what a job says while nothing moves', () => {
  it('that nobody serves its queue, that it is in line, that it is tried again', async () => {
    const id = await world.accept(await world.newUser(), 1);
    expect((await getJobView(world.ctx, id)).waiting).toEqual({ reason: 'no_worker' });
    const worker = await registerWorker(world.ctx, { host: 'here', pid: 1, queues: ['models'], slots: { models: 1 } });
    expect((await getJobView(world.ctx, id)).waiting).toMatchObject({ reason: 'in_line' });
    await world.ctx.db
      .update(tasks)
      .set({ waitReason: 'retrying', waitUntil: sql`now() + interval '5 seconds'`, failures: 1 })
      .where(eq(tasks.jobId, id));
    expect((await getJobView(world.ctx, id)).waiting).toMatchObject({ reason: 'retrying', failure: 1, of: 4 });
    await unregisterWorker(world.ctx, worker.id);
    world.queue.empty();
  });
});
