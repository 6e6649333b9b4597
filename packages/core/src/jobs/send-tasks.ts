import { taskCatalog, TaskName, type QueueName } from '@lectern/contract';
import { queues, tasks } from '@lectern/db';
import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { afterCommit, type Ctx, type TxCtx } from '../ctx.ts';
import type { Delivery, DeliveryToSend } from '../ports/index.ts';
import { toPriority } from './fair-start.ts';

const idsPerQuery = 1_000;

/**
 * Hands queued tasks that were not sent yet to the queue, then notes it. Sending twice is harmless: the id is the
 * delivery's. Error: `unavailable` when the queue is down; the reconciler sends them later.
 */
export async function sendTasks(ctx: Ctx, taskIds: readonly string[]): Promise<void> {
  for (let at = 0; at < taskIds.length; at += idsPerQuery) await sendSome(ctx, taskIds.slice(at, at + idsPerQuery));
}

async function sendSome(ctx: Ctx, taskIds: readonly string[]): Promise<void> {
  const rows = await ctx.db
    .select({
      id: tasks.id,
      delivery: tasks.delivery,
      queue: tasks.queue,
      name: tasks.name,
      fairStart: tasks.fairStart,
      base: queues.priorityBase,
    })
    .from(tasks)
    .innerJoin(queues, eq(queues.name, tasks.queue))
    .where(and(inArray(tasks.id, [...taskIds]), eq(tasks.state, 'queued'), isNull(tasks.sentAt)));
  const known = rows.filter((row) => TaskName.safeParse(row.name).success);
  // Of a version to come, during a deployment: its own workers send it.
  if (known.length < rows.length) ctx.log.warn({ tasks: rows.length - known.length }, 'there are tasks of an unknown kind');
  if (known.length === 0) return;
  await ctx.queue.send(known.map(toDelivery));
  const sent = sql.join(
    known.map((row) => sql`(${row.id}::uuid, ${row.delivery}::int)`),
    sql`, `,
  );
  // Only the delivery that was sent: a newer one may have been asked for meanwhile.
  await ctx.db
    .update(tasks)
    .set({ sentAt: sql`now()` })
    .where(sql`(${tasks.id}, ${tasks.delivery}) in (${sent})`);
}

/** Sends the tasks once the transaction is committed. */
export function sendAfterCommit(ctx: TxCtx, taskIds: readonly string[]): void {
  const { toSend } = ctx.open;
  if (toSend.length === 0) afterCommit(ctx, () => sendTasks(ctx, toSend));
  toSend.push(...taskIds);
}

/** Takes deliveries out of the queue once the transaction is committed; tidying up only, a claim drops what stays. */
export function removeAfterCommit(ctx: TxCtx, deliveries: readonly (Delivery & { queue: QueueName })[]): void {
  const { toRemove } = ctx.open;
  if (toRemove.length === 0) {
    afterCommit(ctx, async () => {
      for (const [queue, removed] of Map.groupBy(toRemove, (delivery) => delivery.queue)) await ctx.queue.remove(queue, removed);
    });
  }
  toRemove.push(...deliveries);
}

function toDelivery(row: {
  id: string;
  delivery: number;
  queue: QueueName;
  name: TaskName;
  fairStart: number;
  base: number;
}): DeliveryToSend {
  return {
    taskId: row.id,
    delivery: row.delivery,
    queue: row.queue,
    name: row.name,
    priority: toPriority(row.fairStart, row.base),
    backoffMs: taskCatalog[row.name].backoffMs,
  };
}
