import { queueNames, type QueueName, type TaskName } from '@lectern/contract';
import { idempotencyKeys, queues, taskDurations, tasks, workers, type DbOrTx } from '@lectern/db';
import { and, arrayContains, count, eq, gt, lt, min, sql } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import { leaseMs, maxPriority, prioritiesPerCost } from './constants.ts';
import { toPriority } from './fair-start.ts';

const linePoints = 32;
/** How many of a kind's latest tasks make its mean. */
const durationSamples = 100;
/** The base moves once the clock has used half of the broker's priorities. */
const moveBaseAfter = maxPriority / prioritiesPerCost / 2;

/** Publishes each queue's state for those who poll. The revision rises only when something has changed. */
export async function publishQueues(ctx: Ctx): Promise<void> {
  for (const name of queueNames) {
    await publishQueue(ctx, name);
    await movePriorityBase(ctx, name);
  }
}

async function publishQueue(ctx: Ctx, name: QueueName): Promise<void> {
  const [waiting] = await ctx.db
    .select({ queued: count(), oldestAt: min(tasks.createdAt) })
    .from(tasks)
    .where(and(eq(tasks.queue, name), eq(tasks.state, 'queued')));
  const state = {
    workers: await countSlots(ctx.db, name),
    queued: waiting?.queued ?? 0,
    oldestAt: waiting?.oldestAt ?? null,
    line: await readLine(ctx.db, name, waiting?.queued ?? 0),
  };
  const [before] = await ctx.db.select().from(queues).where(eq(queues.name, name));
  const changed =
    before?.workers !== state.workers || before.queued !== state.queued || JSON.stringify(before.line) !== JSON.stringify(state.line);
  await ctx.db
    .insert(queues)
    .values({ name, ...state, publishedAt: sql`now()` })
    .onConflictDoUpdate({
      target: queues.name,
      set: { ...state, publishedAt: sql`now()`, ...(changed && { revision: sql`${queues.revision} + 1` }) },
    });
}

/** How many tasks of the queue can run at once. */
async function countSlots(db: DbOrTx, name: QueueName): Promise<number> {
  const [live] = await db
    .select({ slots: sql<number>`coalesce(sum((${workers.slots} ->> ${name})::int), 0)::int` })
    .from(workers)
    .where(and(arrayContains(workers.queues, [name]), gt(workers.heartbeatAt, sql`now() - ${leaseMs} * interval '1 millisecond'`)));
  return live?.slots ?? 0;
}

async function readLine(db: DbOrTx, name: QueueName, queued: number): Promise<[number, number][]> {
  if (queued === 0) return [];
  const step = Math.max(1, Math.ceil(queued / linePoints));
  const points = await db.execute<{ fair_start: number; before: number }>(sql`
    select fair_start, before from (
      select ${tasks.fairStart} as fair_start, (row_number() over (order by ${tasks.fairStart}) - 1)::int as before
      from ${tasks} where ${tasks.queue} = ${name} and ${tasks.state} = 'queued'
    ) line where before % ${step} = 0 order by before`);
  return points.map((point) => [point.fair_start, point.before]);
}

/**
 * Start tags grow for ever, the broker's priorities do not: from time to time both are laid against each other anew. What
 * waits is re-ordered first; if that fails the base stays, and it is done again.
 */
async function movePriorityBase(ctx: Ctx, name: QueueName): Promise<void> {
  const [clock] = await ctx.db.select({ now: queues.virtualTime, base: queues.priorityBase }).from(queues).where(eq(queues.name, name));
  if (!clock || clock.now - clock.base <= moveBaseAfter) return;
  const waiting = await ctx.db
    .select({ taskId: tasks.id, delivery: tasks.delivery, fairStart: tasks.fairStart })
    .from(tasks)
    .where(and(eq(tasks.queue, name), eq(tasks.state, 'queued')));
  await ctx.queue.reprioritize(
    name,
    waiting.map(({ taskId, delivery, fairStart }) => ({ taskId, delivery, priority: toPriority(fairStart, clock.now) })),
  );
  await ctx.db
    .update(queues)
    .set({ priorityBase: clock.now })
    .where(and(eq(queues.name, name), eq(queues.priorityBase, clock.base)));
}

/** Means of the latest tasks of each kind, for estimates; rows of workers long gone and of old answers are removed. */
export async function tidyUp(ctx: Ctx): Promise<void> {
  const means = await ctx.db.execute<{ name: TaskName; mean_ms: number; samples: number }>(sql`
    select name, avg(ms)::float8 as mean_ms, count(*)::int as samples from (
      select ${tasks.name} as name, extract(epoch from ${tasks.finishedAt} - ${tasks.startedAt}) * 1000 as ms,
        row_number() over (partition by ${tasks.name} order by ${tasks.finishedAt} desc) as place
      from ${tasks} where ${tasks.state} = 'done' and ${tasks.finishedAt} > now() - interval '1 hour'
    ) latest where place <= ${durationSamples} group by name`);
  for (const { name, mean_ms: meanMs, samples } of means) {
    await ctx.db
      .insert(taskDurations)
      .values({ name, meanMs, samples })
      .onConflictDoUpdate({ target: taskDurations.name, set: { meanMs, samples } });
  }
  await ctx.db.delete(workers).where(lt(workers.heartbeatAt, sql`now() - interval '1 minute'`));
  await ctx.db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, sql`now() - interval '1 day'`));
}
