import { erasureKinds } from '@lectern/contract';
import { courses, documents, jobs, questions } from '@lectern/db';
import { and, asc, eq, inArray, notInArray, or, sql } from 'drizzle-orm';
import type { TxCtx } from '../ctx.ts';
import { cancelLockedJob } from './cancel-job.ts';

/** Erasures go on: they want the same. */
const open = and(inArray(jobs.state, ['queued', 'running']), notInArray(jobs.kind, erasureKinds));

/** Ends all open jobs of a course: what they work on is about to go. */
export async function cancelCourseJobs(ctx: TxCtx, courseId: string): Promise<void> {
  const found = await ctx.open.tx
    .select()
    .from(jobs)
    .where(and(open, eq(jobs.courseId, courseId)))
    .orderBy(asc(jobs.id))
    .for('no key update');
  for (const job of found) await cancelLockedJob(ctx, job);
}

/** Ends the open jobs that somebody has asked for, wherever, and those of their courses. */
export async function cancelAccountJobs(ctx: TxCtx, userId: string): Promise<void> {
  const { tx } = ctx.open;
  const own = tx.select({ id: courses.id }).from(courses).where(eq(courses.ownerId, userId));
  const found = await tx
    .select()
    .from(jobs)
    .where(and(open, or(eq(jobs.requestedBy, userId), inArray(jobs.courseId, own))))
    .orderBy(asc(jobs.id))
    .for('no key update');
  for (const job of found) await cancelLockedJob(ctx, job);
}

/** Ends the open jobs that read a document or have questions of it on the way. */
export async function cancelDocumentJobs(ctx: TxCtx, documentId: string): Promise<void> {
  const { tx } = ctx.open;
  const asking = tx.select({ id: questions.jobId }).from(questions).where(eq(questions.documentId, documentId));
  const reading = tx.select({ id: documents.jobId }).from(documents).where(eq(documents.id, documentId));
  const found = await tx
    .select()
    .from(jobs)
    .where(and(open, or(inArray(jobs.id, reading), inArray(jobs.id, asking), sql`${jobs.params} -> 'documentIds' ? ${documentId}`)))
    .orderBy(asc(jobs.id))
    .for('no key update');
  for (const job of found) await cancelLockedJob(ctx, job);
}
