import { AppError, taskCatalog } from '@lectern/contract';
import { tasks } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import type { TxCtx } from '../ctx.ts';
import { giveUpTask } from './fail-task.ts';
import type { JobRow, TaskRow } from './types.ts';

/**
 * A run of the (locked) task ended without a word: its worker is gone. Raises the fence, so that a worker that was only
 * slow can write no more, and gives the task up at the contract's limit: what kills every worker that touches it must
 * not go round for ever.
 */
export async function recordCrash(ctx: TxCtx, job: JobRow, task: TaskRow): Promise<{ givenUp: boolean; task: TaskRow }> {
  const [crashed] = await ctx.open.tx
    .update(tasks)
    .set({ state: 'queued', crashes: sql`${tasks.crashes} + 1`, fence: sql`${tasks.fence} + 1`, workerId: null })
    .where(eq(tasks.id, task.id))
    .returning();
  const now = crashed ?? task;
  if (now.crashes < taskCatalog[task.name].crashes) return { givenUp: false, task: now };
  // The queue will notice the dead worker as well and deliver once more: that delivery is an old one then.
  await ctx.open.tx
    .update(tasks)
    .set({ delivery: sql`${tasks.delivery} + 1` })
    .where(eq(tasks.id, task.id));
  await giveUpTask(ctx, job, now, crashError(task));
  return { givenUp: true, task: now };
}

/** A file that kills what reads it is, to its owner, an unreadable file. */
function crashError(task: TaskRow): AppError {
  return new AppError(task.name === 'document.inspect' || task.name === 'document.extract' ? 'pdf_unreadable' : 'worker_crashed');
}
