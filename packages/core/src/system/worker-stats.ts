import { AppError, queueNames, type QueueName } from '@lectern/contract';
import { tasks, workers } from '@lectern/db';
import { and, eq, gt, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { reader, type Ctx } from '../ctx.ts';
import { leaseMs } from '../jobs/constants.ts';
import type { QueueCounts } from '../ports/index.ts';

export interface WorkerStatsView {
  workers: {
    id: string;
    host: string;
    pid: number;
    queues: QueueName[];
    concurrency: number;
    running: number;
    startedAt: Date;
    heartbeatAt: Date;
  }[];
  queues: {
    name: QueueName;
    queued: number;
    running: number;
    failed: number;
    workers: number;
    oldestWaitingSeconds: number | null;
    doneLastMinute: number;
    inBroker: QueueCounts | null;
  }[];
}

/** Live workers and queues, counted in the ledger; what the queue itself counts stands beside it. Error: `forbidden`. */
export async function getWorkerStats(ctx: Ctx, input: { actor: Actor }): Promise<WorkerStatsView> {
  if (input.actor.role !== 'operator') throw new AppError('forbidden');
  const live = await readWorkers(ctx);
  const queues = await Promise.all(queueNames.map((name) => readQueue(ctx, name, live)));
  return { workers: live, queues };
}

async function readWorkers(ctx: Ctx): Promise<WorkerStatsView['workers']> {
  const db = reader(ctx);
  const live = await db
    .select({
      id: workers.id,
      host: workers.host,
      pid: workers.pid,
      queues: workers.queues,
      slots: workers.slots,
      running: db.$count(tasks, and(eq(tasks.workerId, workers.id), eq(tasks.state, 'running'))),
      startedAt: workers.startedAt,
      heartbeatAt: workers.heartbeatAt,
    })
    .from(workers)
    .where(gt(workers.heartbeatAt, sql`now() - ${leaseMs} * interval '1 millisecond'`))
    .orderBy(workers.startedAt);
  return live.map(({ slots, ...worker }) => ({ ...worker, concurrency: Object.values(slots).reduce((sum, count) => sum + count, 0) }));
}

async function readQueue(ctx: Ctx, name: QueueName, live: WorkerStatsView['workers']): Promise<WorkerStatsView['queues'][number]> {
  const of = (state: string) => sql<number>`count(*) filter (where ${tasks.state} = ${state})::int`;
  const [counts] = await reader(ctx)
    .select({
      queued: of('queued'),
      running: of('running'),
      failed: of('failed'),
      oldestWaitingSeconds: sql<
        number | null
      >`extract(epoch from now() - min(${tasks.createdAt}) filter (where ${tasks.state} = 'queued'))::float8`,
      doneLastMinute: sql<number>`count(*) filter (where ${tasks.state} = 'done' and ${tasks.finishedAt} > now() - interval '1 minute')::int`,
    })
    .from(tasks)
    .where(eq(tasks.queue, name));
  const inBroker = await ctx.queue.counts(name).catch(() => null);
  return {
    name,
    queued: counts?.queued ?? 0,
    running: counts?.running ?? 0,
    failed: counts?.failed ?? 0,
    workers: live.filter((worker) => worker.queues.includes(name)).length,
    oldestWaitingSeconds: counts?.oldestWaitingSeconds ?? null,
    doneLastMinute: counts?.doneLastMinute ?? 0,
    inBroker,
  };
}
