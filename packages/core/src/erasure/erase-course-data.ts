import { erasureKinds } from '@lectern/contract';
import { courseMembers, courses, idempotencyKeys, jobs, modelAnswers, type Tx } from '@lectern/db';
import { and, eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { TaskHandler } from '../jobs/types.ts';
import type { WorkDeps } from '../work-deps.ts';
import { addToReceipt, type Removed } from './erase-receipt.ts';

/** The course's row with its members, and its jobs; its documents are gone by now. */
export const eraseCourseData: TaskHandler<'course.erase', WorkDeps> = async (_deps, task) => {
  return async (tx) => addToReceipt(tx, task.jobId, await removeCourseRows(tx, task.payload.courseId));
};

/** Receipts of what was erased from the course before stay: they hold counts and ids. */
async function removeCourseRows(tx: Tx, courseId: string): Promise<Partial<Removed>> {
  const own = tx.select({ id: jobs.id }).from(jobs).where(eq(jobs.courseId, courseId));
  const answers = await tx.delete(modelAnswers).where(inArray(modelAnswers.jobId, own)).returning({ jobId: modelAnswers.jobId });
  const ended = await tx
    .delete(jobs)
    .where(and(eq(jobs.courseId, courseId), notInArray(jobs.kind, erasureKinds)))
    .returning({ id: jobs.id });
  const members = await tx.delete(courseMembers).where(eq(courseMembers.courseId, courseId)).returning({ id: courseMembers.userId });
  // Answers that are kept for a repeated request: that to its making holds its title.
  await tx.delete(idempotencyKeys).where(sql`strpos(${idempotencyKeys.body}::text, ${courseId}) > 0`);
  const gone = await tx.delete(courses).where(eq(courses.id, courseId)).returning({ id: courses.id });
  return { courses: gone.length, modelAnswers: answers.length, jobs: ended.length, memberships: members.length };
}
