import { AppError } from '@lectern/contract';
import { courseMembers, courses } from '@lectern/db';
import { and, eq, isNull, sql, type SQL } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { reader, type Ctx } from '../ctx.ts';

export type CourseRow = typeof courses.$inferSelect;

/**
 * What somebody may do with a course and what belongs to it. `read`: its owner, its members, operators. `teach`: its owner,
 * unless they are a student (any more), and operators. Here alone it is decided who has which; everything else asks.
 */
export type CourseRight = 'read' | 'teach';

const alive = isNull(courses.deletedAt);

/**
 * The courses that somebody may read; for queries that have the table. A set of ids, each half by its index, and not an `or`
 * per row: for the few of one person nobody reads all that there are.
 */
export function visibleCourses({ role, userId }: Actor): SQL | undefined {
  if (role === 'operator') return alive;
  const mine = sql`${courses.id} in (
    select own.id from ${courses} own where own.owner_id = ${userId}
    union all select ${courseMembers.courseId} from ${courseMembers} where ${courseMembers.userId} = ${userId})`;
  return and(alive, mine);
}

/** The courses that somebody teaches; for queries that have the table. */
export function taughtCourses(actor: Actor): SQL | undefined {
  return and(alive, mayTeach(actor));
}

/** Whether somebody teaches the course of a row, as a column beside it. */
export function isTaught(actor: Actor): SQL<boolean> {
  return sql<boolean>`(${mayTeach(actor)})`;
}

function mayTeach({ role, userId }: Actor): SQL {
  if (role === 'operator') return sql`true`;
  return role === 'teacher' ? eq(courses.ownerId, userId) : sql`false`;
}

/** To be called where something is visible already. Error: `forbidden`. */
export function requireRight(right: CourseRight, { taught }: { taught: boolean }): void {
  if (right === 'teach' && !taught) throw new AppError('forbidden', 'This is for the teacher of the course.');
}

/** Whether somebody may have courses of their own. Error: `forbidden`. */
export function requireTeacher({ role }: Actor): void {
  if (role === 'student') throw new AppError('forbidden', 'This is for teachers.');
}

interface CourseWanted {
  actor: Actor;
  id: string;
  right: CourseRight;
}

/** Errors: `not_found` when the actor must not know of it, `forbidden` when they may see it but not change it. */
export async function getCourseRow(ctx: Ctx, input: CourseWanted & { lock?: 'share' | 'update' }): Promise<CourseRow> {
  const query = reader(ctx)
    .select({ course: courses, taught: isTaught(input.actor) })
    .from(courses)
    .where(and(eq(courses.id, input.id), visibleCourses(input.actor)));
  const [found] = await (input.lock === undefined ? query : query.for(input.lock));
  if (!found) throw new AppError('not_found', 'There is no such course');
  requireRight(input.right, found);
  return found.course;
}

/** Errors: `not_found`, `forbidden`. */
export async function checkCourse(ctx: Ctx, input: CourseWanted): Promise<void> {
  await getCourseRow(ctx, input);
}
