import { AppError } from '@lectern/contract';
import { documents, jobs } from '@lectern/db';
import { and, eq, isNull } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { startNextRevision } from './add-documents.ts';
import { getDocumentRow, type DocumentRow } from './find-document.ts';

/**
 * Has the PDF read again. The published revision stays until the new one is complete.
 * Errors: `not_found`, `forbidden`, `job_not_final` while it is being read.
 */
export async function reprocessDocument(ctx: Ctx, input: { actor: Actor; id: string }): Promise<{ jobId: string }> {
  const document = await getDocumentRow(ctx, { ...input, right: 'teach' });
  return inTransaction(ctx, async (ctx) => {
    const [job] = await ctx.open.tx.select({ state: jobs.state }).from(jobs).where(eq(jobs.id, document.jobId)).for('no key update');
    if (job?.state === 'queued' || job?.state === 'running') throw new AppError('job_not_final');
    await lockUnchanged(ctx, document);
    const jobId = await startNextRevision(ctx, document, input.actor.userId);
    await audit(ctx, {
      actor: input.actor,
      action: 'document.reprocessed',
      subject: { type: 'document', id: document.id },
      detail: { course_id: document.courseId, job_id: jobId },
    });
    return { jobId };
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
