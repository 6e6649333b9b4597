import { tasks } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import { inTransaction, type Ctx } from '../ctx.ts';
import { lockClaimed } from './lock.ts';
import { settleStage } from './plan-job.ts';
import type { Claim, Store } from './types.ts';

/** Writes domain rows in mid-work, under the fence. Throws `ClaimLost`. */
export async function commitUnderClaim(ctx: Ctx, claim: Claim, store: Store): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await lockClaimed(ctx.open.tx, claim);
    await store(ctx.open.tx);
  });
}

/**
 * Finishes a task: its last domain rows, its end, and the next stage if it was the last of this one, in one transaction.
 * Throws `ClaimLost`; then nothing is written.
 */
export async function finishTask(ctx: Ctx, claim: Claim, store?: Store): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    const { job } = await lockClaimed(tx, claim);
    await store?.(tx);
    await tx
      .update(tasks)
      .set({ state: 'done', finishedAt: sql`now()`, errorCode: null, errorMessage: null })
      .where(eq(tasks.id, claim.taskId));
    await settleStage(ctx, job);
  });
}
