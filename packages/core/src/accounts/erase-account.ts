import { AppError } from '@lectern/contract';
import { courses, documents, users } from '@lectern/db';
import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { addToReceipt } from '../erasure/erase-receipt.ts';
import { eraseCourseTasks, eraseDocumentTasks } from '../erasure/erase-tasks.ts';
import { removeWaysIn } from '../erasure/remove-account-rows.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import { cancelAccountJobs } from '../jobs/cancel-jobs-of.ts';
import type { StageTasks } from '../jobs/types.ts';

/**
 * Has an account erased with all it holds. From the commit on nobody is recognised as them and their courses are gone for
 * everybody; the job removes the rest, and then looks whether anything is left. Whether the actor may ask for it is decided by
 * the caller. The job is the actor's: of somebody who erases their own account only operators can read it.
 * Error: `not_found`, also when it was asked for before.
 */
export async function eraseAccount(ctx: Ctx, { actor, userId }: { actor: Actor; userId: string }): Promise<{ jobId: string }> {
  return inTransaction(ctx, async (ctx) => {
    const { tx, toRemove } = ctx.open;
    const before = toRemove.length;
    await endTheirs(ctx, userId);
    const [marked] = await tx
      .update(users)
      .set({ erasedAt: sql`now()` })
      .where(and(eq(users.id, userId), isNull(users.erasedAt)))
      .returning({ email: users.email });
    if (!marked) throw new AppError('not_found', 'There is no such account');
    // Once more: what was made until a moment ago, by requests that this one had to wait for.
    await endTheirs(ctx, userId);
    const ended = await removeWaysIn(tx, userId, marked.email);
    await audit(ctx, { actor, action: 'account.erase_requested', subject: { type: 'user', id: userId } });
    const jobId = await acceptJob(ctx, {
      kind: 'accounts.erase',
      requestedBy: actor.userId,
      // No course id: the job outlives the courses.
      courseId: null,
      params: { userId },
      first: await firstStage(ctx, userId),
    });
    await addToReceipt(tx, jobId, { ...ended, deliveries: toRemove.length - before });
    return { jobId };
  });
}

/** Jobs before all else, as everybody locks them. */
async function endTheirs(ctx: TxCtx, userId: string): Promise<void> {
  const { tx } = ctx.open;
  await cancelAccountJobs(ctx, userId);
  await tx
    .update(courses)
    .set({ deletedAt: sql`now()` })
    .where(and(eq(courses.ownerId, userId), isNull(courses.deletedAt)));
  const own = tx.select({ id: courses.id }).from(courses).where(eq(courses.ownerId, userId));
  await tx
    .update(documents)
    .set({ deletedAt: sql`now()` })
    .where(and(inArray(documents.courseId, own), isNull(documents.deletedAt)));
}

async function firstStage({ open: { tx } }: TxCtx, userId: string): Promise<StageTasks<'accounts.erase'>> {
  const held = await eraseDocumentTasks(tx, eq(courses.ownerId, userId));
  if (held.length > 0) return { stage: 'documents', tasks: held };
  const owned = await eraseCourseTasks(tx, userId);
  if (owned.length > 0) return { stage: 'courses', tasks: owned };
  return { stage: 'account', tasks: [{ key: 'account', payload: { userId } }] };
}
