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
  const db = reader(ctx);
  // One count per partial index: the table keeps every task there ever was.
  const inState = (state: 'queued' | 'running' | 'failed') => and(eq(tasks.queue, name), eq(tasks.state, state));
  const [oldest] = await db
    .select({ seconds: sql<number | null>`extract(epoch from now() - min(${tasks.createdAt}))::float8` })
    .from(tasks)
    .where(inState('queued'));
  const [queued, running, failed, doneLastMinute, inBroker] = await Promise.all([
    db.$count(tasks, inState('queued')),
    db.$count(tasks, inState('running')),
    db.$count(tasks, inState('failed')),
    db.$count(tasks, and(eq(tasks.queue, name), gt(tasks.finishedAt, sql`now() - interval '1 minute'`), eq(tasks.state, 'done'))),
    ctx.queue.counts(name).catch(() => null),
  ]);
  return {
    name,
    queued,
    running,
    failed,
    workers: live.filter((worker) => worker.queues.includes(name)).length,
    oldestWaitingSeconds: oldest?.seconds ?? null,
    doneLastMinute,
    inBroker,
  };
}
