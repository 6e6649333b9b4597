import { AppError } from '@lectern/contract';
import { documents } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { getDocumentRow } from '../documents/find-document.ts';
import { cancelDocumentJobs } from '../jobs/cancel-jobs-of.ts';
import { acceptErasure } from './accept-erasure.ts';
import { eraseDocumentTasks } from './erase-tasks.ts';

/**
 * Has a document erased. It is gone for everybody at once; the job removes vectors, rows and file, and then looks whether
 * anything is left. Errors: `not_found`, `forbidden`.
 */
export async function eraseDocument(ctx: Ctx, input: { actor: Actor; id: string }): Promise<{ jobId: string }> {
  const { id, courseId } = await getDocumentRow(ctx, { ...input, right: 'teach' });
  return inTransaction(ctx, async (ctx) => {
    const jobId = await acceptDocumentErasure(ctx, { id, courseId, requestedBy: input.actor.userId });
    await audit(ctx, { actor: input.actor, action: 'document.erase_requested', subject: { type: 'document', id } });
    return { jobId };
  });
}

interface DocumentErasure {
  id: string;
  courseId: string;
  requestedBy: string;
}

/** Error: `not_found` when it is gone meanwhile. */
export async function acceptDocumentErasure(ctx: TxCtx, { id, courseId, requestedBy }: DocumentErasure): Promise<string> {
  const { tx } = ctx.open;
  return acceptErasure(ctx, {
    kind: 'documents.erase',
    requestedBy,
    courseId,
    params: { documentId: id },
    begin: async () => {
      await cancelDocumentJobs(ctx, id);
      const [marked] = await tx
        .update(documents)
        .set({ deletedAt: sql`coalesce(${documents.deletedAt}, now())` })
        .where(eq(documents.id, id))
        .returning({ id: documents.id });
      if (!marked) throw new AppError('not_found', 'There is no such document');
      return { first: { stage: 'erase', tasks: await eraseDocumentTasks(tx, eq(documents.id, id)) } };
    },
  });
}
