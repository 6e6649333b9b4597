import { AppError } from '@lectern/contract';
import { courses } from '@lectern/db';
import { and, eq, isNull, type SQL } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { reader, type Ctx } from '../ctx.ts';

export type CourseRow = typeof courses.$inferSelect;

/** Which courses somebody may see; the one place where this is decided. */
export function visibleCourses(actor: Actor): SQL | undefined {
  const alive = isNull(courses.deletedAt);
  return actor.role === 'operator' ? alive : and(alive, eq(courses.ownerId, actor.userId));
}

/** A course the actor may see and change. Error: `not_found`. */
export async function getCourseRow(ctx: Ctx, input: { actor: Actor; id: string }): Promise<CourseRow> {
  const [course] = await reader(ctx)
    .select()
    .from(courses)
    .where(and(eq(courses.id, input.id), visibleCourses(input.actor)));
  if (!course) throw new AppError('not_found', 'There is no such course');
  return course;
}

/** Error: `not_found`. */
export async function checkCourse(ctx: Ctx, input: { actor: Actor; id: string }): Promise<void> {
  await getCourseRow(ctx, input);
}
