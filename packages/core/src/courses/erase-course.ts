import { AppError } from '@lectern/contract';
import { courses, documents } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx } from '../ctx.ts';
import { addToReceipt } from '../erasure/erase-receipt.ts';
import { eraseDocumentTasks } from '../erasure/erase-tasks.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import { cancelCourseJobs } from '../jobs/cancel-jobs-of.ts';
import { getCourseRow } from './find-course.ts';

/**
 * Has a course erased with all it holds. It is gone for everybody at once; the job removes vectors, files and rows, and then
 * looks whether anything is left. Errors: `not_found`, `forbidden`.
 */
export async function eraseCourse(ctx: Ctx, input: { actor: Actor; id: string }): Promise<{ jobId: string }> {
  const { id } = await getCourseRow(ctx, { ...input, right: 'teach' });
  return inTransaction(ctx, async (ctx) => {
    const { tx, toRemove } = ctx.open;
    const before = toRemove.length;
    await cancelCourseJobs(ctx, id);
    const [marked] = await tx
      .update(courses)
      .set({ deletedAt: sql`coalesce(${courses.deletedAt}, now())` })
      .where(eq(courses.id, id))
      .returning({ id: courses.id });
    if (!marked) throw new AppError('not_found', 'There is no such course');
    await tx
      .update(documents)
      .set({ deletedAt: sql`coalesce(${documents.deletedAt}, now())` })
      .where(eq(documents.courseId, id));
    const held = await eraseDocumentTasks(tx, eq(documents.courseId, id));
    await audit(ctx, { actor: input.actor, action: 'course.erase_requested', subject: { type: 'course', id } });
    // No course id: the job outlives the course.
    const jobId = await acceptJob(ctx, {
      kind: 'courses.erase',
      requestedBy: input.actor.userId,
      courseId: null,
      params: { courseId: id },
      first:
        held.length === 0
          ? { stage: 'course', tasks: [{ key: 'course', payload: { courseId: id } }] }
          : { stage: 'documents', tasks: held },
    });
    await addToReceipt(tx, jobId, { deliveries: toRemove.length - before });
    return { jobId };
  });
}
