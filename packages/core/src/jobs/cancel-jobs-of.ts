import { erasureKinds } from '@lectern/contract';
import { attempts, courses, documents, jobs, questions, regradeItems, regrades, type Tx } from '@lectern/db';
import { and, asc, eq, inArray, notInArray, or, sql, type SQL } from 'drizzle-orm';
import type { TxCtx } from '../ctx.ts';
import { cancelLockedJob } from './cancel-job.ts';

/** Erasures go on: they want the same. */
const isToEnd = and(inArray(jobs.state, ['queued', 'running']), notInArray(jobs.kind, erasureKinds));

/** Ends open jobs, locked in the order of their ids. */
async function cancelWhere(ctx: TxCtx, condition: SQL | undefined): Promise<void> {
  const found = await ctx.open.tx.select().from(jobs).where(and(isToEnd, condition)).orderBy(asc(jobs.id)).for('no key update');
  for (const job of found) await cancelLockedJob(ctx, job);
}

/** Ends all open jobs of a course: what they work on is about to go. */
export async function cancelCourseJobs(ctx: TxCtx, courseId: string): Promise<void> {
  await cancelWhere(ctx, eq(jobs.courseId, courseId));
}

/** Ends the open jobs that somebody has asked for, wherever, those of their courses, and regrades that read their answers. */
export async function cancelAccountJobs(ctx: TxCtx, userId: string): Promise<void> {
  const { tx } = ctx.open;
  const own = tx.select({ id: courses.id }).from(courses).where(eq(courses.ownerId, userId));
  const reading = tx
    .select({ id: regrades.jobId })
    .from(regrades)
    .innerJoin(regradeItems, eq(regradeItems.regradeId, regrades.id))
    .innerJoin(attempts, eq(attempts.id, regradeItems.attemptId))
    .where(eq(attempts.userId, userId));
  await cancelWhere(ctx, or(eq(jobs.requestedBy, userId), inArray(jobs.courseId, own), inArray(jobs.id, reading)));
}

/** Ends the open jobs that grade answers of a test, or measure them anew. */
export async function cancelTestJobs(ctx: TxCtx, testId: string): Promise<void> {
  await cancelWhere(ctx, ofTest(ctx.open.tx, testId));
}

/** Whether there are any of those. */
export async function hasOpenTestJobs(tx: Tx, testId: string): Promise<boolean> {
  return (await tx.$count(jobs, and(isToEnd, ofTest(tx, testId)))) > 0;
}

function ofTest(tx: Tx, testId: string): SQL | undefined {
  const grading = tx.select({ id: attempts.jobId }).from(attempts).where(eq(attempts.testId, testId));
  const regrading = tx.select({ id: regrades.jobId }).from(regrades).where(eq(regrades.testId, testId));
  return or(inArray(jobs.id, grading), inArray(jobs.id, regrading));
}

/** Ends the open jobs that read a document or have questions of it on the way. */
export async function cancelDocumentJobs(ctx: TxCtx, documentId: string): Promise<void> {
  const { tx } = ctx.open;
  const asking = tx.select({ id: questions.jobId }).from(questions).where(eq(questions.documentId, documentId));
  const reading = tx.select({ id: documents.jobId }).from(documents).where(eq(documents.id, documentId));
  await cancelWhere(ctx, or(inArray(jobs.id, reading), inArray(jobs.id, asking), sql`${jobs.params} -> 'documentIds' ? ${documentId}`));
}
