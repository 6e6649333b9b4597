import { AppError } from '@lectern/contract';
import { courses, documents } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { getCourseRow } from '../courses/find-course.ts';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { cancelCourseJobs } from '../jobs/cancel-jobs-of.ts';
import type { StageTasks } from '../jobs/types.ts';
import { acceptErasure } from './accept-erasure.ts';
import { eraseDocumentTasks } from './erase-tasks.ts';

/**
 * Has a course erased with all it holds. It is gone for everybody at once; the job removes vectors, files and rows, and then
 * looks whether anything is left. Errors: `not_found`, `forbidden`.
 */
export async function eraseCourse(ctx: Ctx, input: { actor: Actor; id: string }): Promise<{ jobId: string }> {
  const { id } = await getCourseRow(ctx, { ...input, right: 'teach' });
  return inTransaction(ctx, async (ctx) => {
    const jobId = await acceptCourseErasure(ctx, { id, requestedBy: input.actor.userId });
    await audit(ctx, { actor: input.actor, action: 'course.erase_requested', subject: { type: 'course', id } });
    return { jobId };
  });
}

/** Error: `not_found` when it is gone meanwhile. */
export async function acceptCourseErasure(ctx: TxCtx, { id, requestedBy }: { id: string; requestedBy: string }): Promise<string> {
  return acceptErasure(ctx, {
    kind: 'courses.erase',
    requestedBy,
    // No course id: the job outlives the course.
    courseId: null,
    params: { courseId: id },
    begin: async () => {
      await cancelCourseJobs(ctx, id);
      await markCourse(ctx, id);
      // Those that were accepted or opened again by whoever this had to wait for.
      await cancelCourseJobs(ctx, id);
      return { first: await firstStage(ctx, id) };
    },
  });
}

async function markCourse({ open: { tx } }: TxCtx, id: string): Promise<void> {
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
}

async function firstStage({ open: { tx } }: TxCtx, id: string): Promise<StageTasks<'courses.erase'>> {
  const held = await eraseDocumentTasks(tx, eq(documents.courseId, id));
  if (held.length > 0) return { stage: 'documents', tasks: held };
  return { stage: 'course', tasks: [{ key: 'course', payload: { courseId: id } }] };
}
