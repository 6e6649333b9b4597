import { AppError } from '@lectern/contract';
import { courses, tests } from '@lectern/db';
import { and, eq } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { isTaught, requireRight, visibleCourses, type CourseRight } from '../courses/find-course.ts';
import { reader, type Ctx } from '../ctx.ts';

export type TestRow = typeof tests.$inferSelect;

interface TestWanted {
  actor: Actor;
  id: string;
  right: CourseRight;
  /** Keeps others from changing it, and from beginning it meanwhile. */
  lock?: 'update';
}

/** A test of a course on which the actor has the right. Errors: `not_found`, `forbidden`. */
export async function getTestRow(ctx: Ctx, { actor, id, right, lock }: TestWanted): Promise<TestRow> {
  const query = reader(ctx)
    .select({ test: tests, taught: isTaught(actor) })
    .from(tests)
    .innerJoin(courses, eq(courses.id, tests.courseId))
    .where(and(eq(tests.id, id), visibleCourses(actor)));
  const [found] = await (lock === undefined ? query : query.for(lock, { of: tests }));
  if (!found) throw new AppError('not_found', 'There is no such test');
  requireRight(right, found);
  return found.test;
}
