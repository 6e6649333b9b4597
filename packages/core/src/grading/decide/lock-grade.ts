import { AppError } from '@lectern/contract';
import { courses, grades } from '@lectern/db';
import { and, eq, or, type SQL } from 'drizzle-orm';
import type { Actor } from '../../actor.ts';
import { taughtCourses } from '../../courses/find-course.ts';
import type { TxCtx } from '../../ctx.ts';
import type { GradeRow } from '../grade-key.ts';

/**
 * A grade that the actor may decide on: of a course that they teach, of their own evaluation, or any for operators. Locked: of two
 * who decide at once the second finds that it does not count any more, and answers that are linked to it just now are seen.
 * Error: `not_found`.
 */
export async function lockGrade(ctx: TxCtx, { actor, id }: { actor: Actor; id: string }): Promise<GradeRow> {
  const [found] = await ctx.open.tx
    .select({ grade: grades })
    .from(grades)
    .leftJoin(courses, eq(courses.id, grades.courseId))
    .where(and(eq(grades.id, id), mayDecide(actor)))
    .for('update', { of: grades });
  if (!found) throw new AppError('not_found', 'There is no such grade');
  return found.grade;
}

/** Evaluations have no course: an operator's condition holds for those as well. */
function mayDecide(actor: Actor): SQL | undefined {
  const taught = taughtCourses(actor);
  return actor.role === 'teacher' ? or(taught, eq(grades.ownerId, actor.userId)) : taught;
}
