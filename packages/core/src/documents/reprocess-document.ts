import { AppError } from '@lectern/contract';
import { documents, jobs } from '@lectern/db';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import { cancelDocumentJobs } from '../jobs/cancel-jobs-of.ts';
import { startNextRevision } from './add-documents.ts';
import { getDocumentRow, type DocumentRow } from './find-document.ts';

/**
 * Has the PDF read again. The published revision stays until the new one is complete.
 * Errors: `not_found`, `job_not_final` while it is being read.
 */
export async function reprocessDocument(ctx: Ctx, input: { actor: Actor; id: string }): Promise<{ jobId: string }> {
  const document = await getDocumentRow(ctx, input);
  return inTransaction(ctx, async (ctx) => {
    const [job] = await ctx.open.tx.select({ state: jobs.state }).from(jobs).where(eq(jobs.id, document.jobId)).for('no key update');
    if (job?.state === 'queued' || job?.state === 'running') throw new AppError('job_not_final');
    await lockUnchanged(ctx, document);
    return { jobId: await startNextRevision(ctx, document, input.actor.userId) };
  });
}

/** The job was known before its lock was waited for: meanwhile another request may have begun the next reading. */
async function lockUnchanged(ctx: TxCtx, { id, jobId }: DocumentRow): Promise<void> {
  const [now] = await ctx.open.tx
    .select({ jobId: documents.jobId })
    .from(documents)
    .where(and(eq(documents.id, id), isNull(documents.deletedAt)))
    .for('no key update');
  if (!now) throw new AppError('not_found', 'There is no such document');
  if (now.jobId !== jobId) throw new AppError('job_not_final');
}

/** Has a document erased. It is gone for everybody at once; the job removes vectors, rows and file. Error: `not_found`. */
export async function eraseDocument(ctx: Ctx, input: { actor: Actor; id: string }): Promise<{ jobId: string }> {
  const { id, courseId } = await getDocumentRow(ctx, input);
  return inTransaction(ctx, async (ctx) => {
    await cancelDocumentJobs(ctx, id);
    const [marked] = await ctx.open.tx
      .update(documents)
      .set({ deletedAt: sql`coalesce(${documents.deletedAt}, now())` })
      .where(eq(documents.id, id))
      .returning({ id: documents.id });
    if (!marked) throw new AppError('not_found', 'There is no such document');
    const jobId = await acceptJob(ctx, {
      kind: 'documents.erase',
      requestedBy: input.actor.userId,
      courseId,
      params: { documentId: id },
      first: { stage: 'erase', tasks: [{ key: 'erase', payload: { documentId: id } }] },
    });
    return { jobId };
  });
}
