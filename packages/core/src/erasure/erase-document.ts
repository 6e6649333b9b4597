import { AppError } from '@lectern/contract';
import { documents } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx } from '../ctx.ts';
import { getDocumentRow } from '../documents/find-document.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import { cancelDocumentJobs } from '../jobs/cancel-jobs-of.ts';
import { addToReceipt } from './erase-receipt.ts';
import { eraseDocumentTasks } from './erase-tasks.ts';

/**
 * Has a document erased. It is gone for everybody at once; the job removes vectors, rows and file, and then looks whether
 * anything is left. Errors: `not_found`, `forbidden`.
 */
export async function eraseDocument(ctx: Ctx, input: { actor: Actor; id: string }): Promise<{ jobId: string }> {
  const { id, courseId } = await getDocumentRow(ctx, { ...input, right: 'teach' });
  return inTransaction(ctx, async (ctx) => {
    const { tx, toRemove } = ctx.open;
    const before = toRemove.length;
    await cancelDocumentJobs(ctx, id);
    const [marked] = await tx
      .update(documents)
      .set({ deletedAt: sql`coalesce(${documents.deletedAt}, now())` })
      .where(eq(documents.id, id))
      .returning({ id: documents.id });
    if (!marked) throw new AppError('not_found', 'There is no such document');
    await audit(ctx, { actor: input.actor, action: 'document.erase_requested', subject: { type: 'document', id } });
    const jobId = await acceptJob(ctx, {
      kind: 'documents.erase',
      requestedBy: input.actor.userId,
      courseId,
      params: { documentId: id },
      first: { stage: 'erase', tasks: await eraseDocumentTasks(tx, eq(documents.id, id)) },
    });
    await addToReceipt(tx, jobId, { deliveries: toRemove.length - before });
    return { jobId };
  });
}
