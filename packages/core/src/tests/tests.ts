import { AppError } from '@lectern/contract';
import { tests } from '@lectern/db';
import { and, desc, eq, lt } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { checkCourse, visibleCourses } from '../courses/find-course.ts';
import type { Ctx } from '../ctx.ts';
import { cursorId, toPage, type PageOf, type PageRequest } from '../paging.ts';
import { selectTests, type TestView, toTestView } from './test-view.ts';

/** The tests of a course, newest first. Error: `not_found` for the course. */
export async function listTests(ctx: Ctx, input: { actor: Actor; courseId: string } & PageRequest): Promise<PageOf<TestView>> {
  const { actor, courseId, limit } = input;
  await checkCourse(ctx, { actor, id: courseId, right: 'read' });
  const before = cursorId(input.cursor);
  const rows = await selectTests(ctx, actor)
    .where(and(eq(tests.courseId, courseId), visibleCourses(actor), before === undefined ? undefined : lt(tests.id, before)))
    .orderBy(desc(tests.id))
    .limit(limit + 1);
  return toPage(rows.map(toTestView), limit);
}

/** Error: `not_found`. */
export async function getTest(ctx: Ctx, input: { actor: Actor; id: string }): Promise<TestView> {
  const [row] = await selectTests(ctx, input.actor).where(and(eq(tests.id, input.id), visibleCourses(input.actor)));
  if (!row) throw new AppError('not_found', 'There is no such test');
  return toTestView(row);
}
