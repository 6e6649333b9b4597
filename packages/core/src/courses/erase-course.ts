import { AppError } from '@lectern/contract';
import { courses, documents } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { inTransaction, type Ctx } from '../ctx.ts';
import { cancelCourseJobs } from '../jobs/cancel-jobs-of.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import { getCourseRow } from './find-course.ts';

/**
 * Has a course erased with all it holds. It is gone for everybody at once; the job removes vectors, files and rows.
 * Error: `not_found`.
 */
export async function eraseCourse(ctx: Ctx, input: { actor: Actor; id: string }): Promise<{ jobId: string }> {
  const { id } = await getCourseRow(ctx, input);
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    await cancelCourseJobs(ctx, id);
    const [marked] = await tx
      .update(courses)
      .set({ deletedAt: sql`coalesce(${courses.deletedAt}, now())` })
      .where(eq(courses.id, id))
      .returning({ id: courses.id });
    if (!marked) throw new AppError('not_found', 'There is no such course');
    const held = await tx
      .update(documents)
      .set({ deletedAt: sql`coalesce(${documents.deletedAt}, now())` })
      .where(eq(documents.courseId, id))
      .returning({ id: documents.id });
    const first =
      held.length === 0
        ? { stage: 'course' as const, tasks: [{ key: 'course', payload: { courseId: id } }] }
        : {
            stage: 'documents' as const,
            tasks: held.map((document) => ({ key: `document:${document.id}`, payload: { documentId: document.id } })),
          };
    // No course id: the job outlives the course.
    const jobId = await acceptJob(ctx, {
      kind: 'courses.erase',
      requestedBy: input.actor.userId,
      courseId: null,
      params: { courseId: id },
      first,
    });
    return { jobId };
  });
}
