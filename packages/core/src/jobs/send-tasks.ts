import { taskCatalog, type QueueName, type TaskName } from '@lectern/contract';
import { queues, tasks } from '@lectern/db';
import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { afterCommit, type Ctx, type TxCtx } from '../ctx.ts';
import type { DeliveryToSend } from '../ports/index.ts';
import { toPriority } from './fair-start.ts';

/**
 * Hands queued tasks that were not sent yet to the queue, then notes it. Sending twice is harmless: the id is the
 * delivery's. Error: `unavailable` when the queue is down; the reconciler sends them later.
 */
export async function sendTasks(ctx: Ctx, taskIds: readonly string[]): Promise<void> {
  if (taskIds.length === 0) return;
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
  if (rows.length === 0) return;
  await ctx.queue.send(rows.map(toDelivery));
  const sent = sql.join(
    rows.map((row) => sql`(${row.id}::uuid, ${row.delivery}::int)`),
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
  afterCommit(ctx, () => sendTasks(ctx, taskIds));
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
