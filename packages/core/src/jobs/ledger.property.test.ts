import { AppError } from '@lectern/contract';
import { jobs, tasks } from '@lectern/db';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planners } from '../planners.ts';
import { cancelJob } from './cancel-job.ts';
import { claimTask } from './claim-task.ts';
import { failTask, putBackTask } from './fail-task.ts';
import { finishTask } from './finish-task.ts';
import { reconcile } from './reconcile.ts';
import { retryJob } from './retry-job.ts';
import { createLedgerWorld, type LedgerWorld } from './testing/ledger-world.ts';
import { ClaimLost, type Claim } from './types.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await createLedgerWorld(planners);
});
afterAll(() => world.close());

/** What can happen to a job, in any order and at the same time; numbers choose among what is there. */
type Step =
  | { kind: 'claim' | 'finish' | 'failRetryable' | 'failForGood' | 'putBack'; choice: number }
  | { kind: 'killWorkers' | 'emptyQueue' | 'queueDown' | 'queueUp' | 'reconcile' | 'cancel' | 'retry' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('claim' as const), choice: fc.nat(9) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('finish' as const), choice: fc.nat(9) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('failRetryable' as const, 'failForGood' as const, 'putBack' as const),
      choice: fc.nat(9),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'killWorkers' as const,
        'emptyQueue' as const,
        'queueDown' as const,
        'queueUp' as const,
        'reconcile' as const,
        'cancel' as const,
        'retry' as const,
      ),
    }),
  },
);
/** Steps of one inner array run at the same time. */
const history = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 });

interface Run {
  actor: { userId: string; role: 'teacher' };
  jobId: string;
  /** Every claim ever given out, long dead ones too. */
  claims: Claim[];
}

async function ignoring(errors: string[], action: Promise<unknown>): Promise<void> {
  try {
    await action;
  } catch (error) {
    const name = error instanceof AppError ? error.code : error instanceof ClaimLost ? 'ClaimLost' : '';
    if (!errors.includes(name)) throw error;
  }
}

async function perform(run: Run, action: Step): Promise<void> {
  const { ctx, queue } = world;
  const claim = 'choice' in action ? run.claims[action.choice % Math.max(1, run.claims.length)] : undefined;
  switch (action.kind) {
    case 'claim': {
      const deliveries = queue.deliveries();
      const delivery = deliveries[action.choice % Math.max(1, deliveries.length)];
      if (!delivery) return;
      const outcome = await claimTask(ctx, { taskId: delivery.taskId, delivery: delivery.delivery, stalled: true, workerId: uuidv7() });
      // The delivery stays in the queue: it may come again at any moment.
      if (outcome.kind === 'claimed') run.claims.push(outcome.claim);
      return;
    }
    case 'finish':
      return claim && ignoring(['ClaimLost'], finishTask(ctx, claim, world.storeOf(claim)));
    case 'failRetryable':
      return claim && ignoring(['ClaimLost'], failTask(ctx, claim, new AppError('unavailable')));
    case 'failForGood':
      return claim && ignoring(['ClaimLost'], failTask(ctx, claim, new AppError('pdf_unreadable')));
    case 'putBack':
      return claim && ignoring(['ClaimLost'], putBackTask(ctx, claim, { delayMs: 0 }));
    case 'killWorkers':
      return world.killWorkers();
    case 'emptyQueue':
      return queue.empty();
    case 'queueDown':
      queue.down = true;
      return;
    case 'queueUp':
      queue.down = false;
      return;
    case 'reconcile':
      return ignoring(['unavailable'], reconcile(ctx));
    case 'cancel':
      return ignoring(['job_not_open'], cancelJob(ctx, { actor: run.actor, id: run.jobId }));
    case 'retry':
      return ignoring(['job_not_final'], retryJob(ctx, { actor: run.actor, id: run.jobId }));
  }
}

async function readJob(jobId: string) {
  const [job] = await world.ctx.db.select().from(jobs).where(eq(jobs.id, jobId));
  const open = await world.ctx.db.select().from(tasks).where(eq(tasks.jobId, jobId));
  if (!job) throw new Error('the job is gone');
  return { job, tasks: open, open: open.filter((task) => task.state === 'queued' || task.state === 'running') };
}

type Snapshot = Awaited<ReturnType<typeof readJob>>;

async function checkNow(run: Run, before: Snapshot): Promise<Snapshot> {
  const now = await readJob(run.jobId);
  const final = ['succeeded', 'failed', 'cancelled'].includes(now.job.state);
  expect(now.open.length === 0, `a job that is ${now.job.state} with ${now.open.length} open tasks`).toBe(final);
  expect(now.job.version).toBeGreaterThanOrEqual(before.job.version);
  if (now.job.run === before.job.run) expect(now.job.progress).toBeGreaterThanOrEqual(before.job.progress);
  if (now.job.state === 'succeeded') expect(now.job.progress).toBe(100);
  const stored = await world.stored(run.jobId);
  for (const task of now.tasks) {
    // Exactly what is done is stored, once; nothing of it by those who lost their claim.
    expect(stored.get(task.id) ?? 0, `task ${task.key} is ${task.state}`).toBe(task.state === 'done' ? 1 : 0);
  }
  return now;
}

/** The world calms down: the queue works, workers do what they are given, the reconciler passes. */
async function calmDown(run: Run): Promise<Snapshot> {
  const { ctx, queue } = world;
  queue.down = false;
  await world.killWorkers();
  for (let pass = 0; pass < 30; pass += 1) {
    const { job, open } = await readJob(run.jobId);
    if (open.length === 0) return checkNow(run, await readJob(job.id));
    // What was put back while the queue was empty is found by the look at what should be there.
    await world.letSentAge();
    await reconcile(ctx);
    for (const { taskId, delivery } of queue.deliveries()) {
      const outcome = await claimTask(ctx, { taskId, delivery, stalled: false, workerId: uuidv7() });
      if (outcome.kind === 'claimed') await finishTask(ctx, outcome.claim, world.storeOf(outcome.claim));
      queue.acknowledge({ taskId, delivery });
    }
  }
  throw new Error('the job never ends');
}

describe('the ledger, whatever happens in whatever order', () => {
  it('loses no accepted job, stores no result twice and never shows an ended job with open tasks', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), history, async (taskCount, steps) => {
        world.queue.empty();
        world.queue.down = false;
        const userId = await world.newUser();
        const run: Run = { actor: { userId, role: 'teacher' }, jobId: await world.accept(userId, taskCount), claims: [] };
        let snapshot = await readJob(run.jobId);
        for (const together of steps) {
          await Promise.all(together.map((action) => perform(run, action)));
          snapshot = await checkNow(run, snapshot);
        }
        const end = await calmDown(run);
        expect(['succeeded', 'failed', 'cancelled']).toContain(end.job.state);
        for (const claim of run.claims) {
          await expect(finishTask(world.ctx, claim, world.storeOf(claim))).rejects.toBeInstanceOf(ClaimLost);
        }
      }),
      { numRuns: 60 },
    );
  });
});
