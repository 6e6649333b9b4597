import { isFinalState, taskCatalog, taskNames } from '@lectern/contract';
import { tasks } from '@lectern/db';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planners } from '../planners.ts';
import type { DeliveryOutcome } from '../ports/index.ts';
import { ModelError } from '../ports/model-error.ts';
import { createHeldTasks, type HeldTasks } from './held-tasks.ts';
import { getJobView, type JobView } from './job-view.ts';
import { registerWorker, type WorkerRegistration } from './register-worker.ts';
import { runDelivery } from './run-delivery.ts';
import { createLedgerWorld, type LedgerWorld } from './testing/ledger-world.ts';
import type { Store, TaskHandlers, TaskRun } from './types.ts';

let world: LedgerWorld;
let worker: WorkerRegistration;
let held: HeldTasks;
beforeAll(async () => {
  world = await createLedgerWorld(planners);
  worker = await registerWorker(world.ctx, { host: 'here', pid: 1, queues: ['models'], slots: { models: 1 } });
  held = createHeldTasks(world.ctx, worker);
});
afterAll(async () => {
  await held.close();
  await world.close();
});

type Work = (task: TaskRun) => Promise<Store>;

/** Delivers what is next in line, and does with it what the queue would do. */
async function deliver(work: Work): Promise<DeliveryOutcome> {
  const [delivery] = world.queue.deliveries();
  if (!delivery) throw new Error('nothing is waiting');
  const handlers = Object.fromEntries(
    taskNames.map((name) => [name, (_deps: unknown, task: TaskRun) => work(task)]),
  ) as TaskHandlers<object>;
  const outcome = await runDelivery(world.ctx, {
    delivery: { ...delivery, stalled: false },
    handlers,
    deps: {},
    held,
    workerId: worker.id,
    shutdown: new AbortController().signal,
  });
  if (outcome.kind === 'acknowledge' || outcome.kind === 'fail') world.queue.acknowledge(delivery);
  return outcome;
}

async function accept(): Promise<string> {
  world.queue.empty();
  return world.accept(await world.newUser(), 1);
}

async function read(jobId: string) {
  const [task] = await world.ctx.db.select().from(tasks).where(eq(tasks.jobId, jobId)).orderBy(asc(tasks.createdAt)).limit(1);
  return { job: await getJobView(world.ctx, jobId), task };
}

function waitMs({ waiting }: JobView): number {
  if (waiting?.reason === 'rate_limited') return waiting.until.getTime() - Date.now();
  return waiting?.reason === 'retrying' ? waiting.at.getTime() - Date.now() : Number.NaN;
}

const work: Work = async (task) => world.storeOf(task);
const failWith =
  (code: 'model_unavailable' | 'model_rate_limited', retryAfterMs?: number): Work =>
  () =>
    Promise.reject(new ModelError(code, [], 'told to fail', retryAfterMs === undefined ? {} : { retryAfterMs }));

it('an open breaker costs a task time and nothing else', async () => {
  const jobId = await accept();
  for (let nth = 0; nth < 10; nth += 1) {
    expect(await deliver(failWith('model_unavailable', 8_000))).toEqual({ kind: 'later', delayMs: 8_000 });
  }
  const { job, task } = await read(jobId);
  expect(task).toMatchObject({ state: 'queued', failures: 0 });
  expect(job).toMatchObject({ state: 'running', waiting: { reason: 'retrying', failure: 0 } });
  expect(waitMs(job)).toBeGreaterThan(6_000);
  await deliver(work);
  expect((await read(jobId)).task?.state).toBe('done');
});

it('a provider that is down for ever ends the job all the same: calls that breakers let through count', async () => {
  const jobId = await accept();
  let deliveries = 0;
  while (!isFinalState((await getJobView(world.ctx, jobId)).state) && deliveries < 100) {
    deliveries += 1;
    const probe = deliveries % 3 === 0;
    const outcome = await deliver(failWith('model_unavailable', probe ? undefined : 10_000));
    if (probe) expect(outcome.kind).toMatch(/^(?:retry|fail)$/);
  }
  const { job, task } = await read(jobId);
  expect(job.state).toBe('failed');
  expect(task).toMatchObject({ state: 'failed', failures: taskCatalog['questions.write'].attempts, errorCode: 'model_unavailable' });
});

it('while all keys are exhausted a job is running, says until when it waits, and goes on by itself', async () => {
  const jobId = await accept();
  // Sooner than the hour, for somebody may pay in.
  expect(await deliver(failWith('model_rate_limited', 3_600_000))).toEqual({ kind: 'later', delayMs: 60_000 });
  const { job, task } = await read(jobId);
  expect(job).toMatchObject({ state: 'running', waiting: { reason: 'rate_limited' } });
  expect(waitMs(job)).toBeGreaterThan(3_590_000);
  expect(task).toMatchObject({ state: 'queued', failures: 0 });
  expect((task?.sentAt?.getTime() ?? 0) - Date.now()).toBeLessThan(61_000);
  await deliver(work);
  expect((await read(jobId)).task?.state).toBe('done');
});

it('a failed call is counted, and shown as what it is', async () => {
  const jobId = await accept();
  expect(await deliver(failWith('model_unavailable'))).toMatchObject({ kind: 'retry' });
  const { job, task } = await read(jobId);
  expect(task).toMatchObject({ state: 'queued', failures: 1, errorCode: 'model_unavailable' });
  expect(job.waiting).toMatchObject({ reason: 'retrying', failure: 1, of: taskCatalog['questions.write'].attempts });
});
