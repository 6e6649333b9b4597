import { AppError } from '@lectern/contract';
import { courses, documents, users } from '@lectern/db';
import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { cancelAccountJobs } from '../jobs/cancel-jobs-of.ts';
import type { StageTasks } from '../jobs/types.ts';
import { acceptErasure } from './accept-erasure.ts';
import { waysIn } from './account-traces.ts';
import { eraseCourseTasks, eraseDocumentTasks } from './erase-tasks.ts';
import { removeTraces } from './traces.ts';

/**
 * Has an account erased with all it holds. From the commit on nobody is recognised as them and their courses are gone for
 * everybody; the job removes the rest, and then looks whether anything is left. Whether the actor may ask for it is decided by
 * the caller. The job is the actor's: of somebody who erases their own account only operators can read it.
 * Error: `not_found`, also when it was asked for before.
 */
export async function eraseAccount(ctx: Ctx, { actor, userId }: { actor: Actor; userId: string }): Promise<{ jobId: string }> {
  return inTransaction(ctx, async (ctx) => {
    await endTheirs(ctx, userId);
    const marked = await ctx.open.tx
      .update(users)
      .set({ erasedAt: sql`now()` })
      .where(and(eq(users.id, userId), isNull(users.erasedAt)))
      .returning({ id: users.id });
    if (marked.length === 0) throw new AppError('not_found', 'There is no such account');
    // What was made until a moment ago, by requests that this one had to wait for, is ended there.
    const jobId = await acceptAccountErasure(ctx, { id: userId, requestedBy: actor.userId });
    await audit(ctx, { actor, action: 'account.erase_requested', subject: { type: 'user', id: userId } });
    return { jobId };
  });
}

/** Of somebody who is marked already. */
export async function acceptAccountErasure(ctx: TxCtx, { id, requestedBy }: { id: string; requestedBy: string }): Promise<string> {
  return acceptErasure(ctx, {
    kind: 'accounts.erase',
    requestedBy,
    // No course id: the job outlives the courses.
    courseId: null,
    params: { userId: id },
    begin: async () => {
      await endTheirs(ctx, id);
      return { removed: await removeTraces(ctx.open.tx, waysIn(id)), first: await firstStage(ctx, id) };
    },
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
