import { AppError } from '@lectern/contract';
import { courseMembers, users } from '@lectern/db';
import { and, asc, eq, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, reader, type Ctx } from '../ctx.ts';
import type { PageOf, PageRequest } from '../paging.ts';
import { checkCourse, getCourseRow } from './find-course.ts';
import { memberCursor, readMemberCursor } from './member-cursor.ts';

export interface MemberView {
  userId: string;
  name: string;
  email: string | null;
  joinedAt: Date;
}

/** Without those who have asked to be erased: they are gone for everybody. */
export const livingMembers = sql`exists (select from ${users} where ${users.id} = ${courseMembers.userId} and ${users.erasedAt} is null)`;

/** The students of a course in the order in which they joined. Errors: `not_found`, `forbidden`. */
export async function listMembers(ctx: Ctx, input: { actor: Actor; courseId: string } & PageRequest): Promise<PageOf<MemberView>> {
  await checkCourse(ctx, { actor: input.actor, id: input.courseId, right: 'teach' });
  const after = readMemberCursor(input.cursor);
  const rows = await reader(ctx)
    .select({ userId: users.id, name: users.name, email: users.email, joinedAt: courseMembers.joinedAt })
    .from(courseMembers)
    .innerJoin(users, eq(users.id, courseMembers.userId))
    .where(
      and(
        eq(courseMembers.courseId, input.courseId),
        livingMembers,
        after &&
          sql`(${courseMembers.joinedAt}, ${courseMembers.userId}) > (${after.joinedAt.toISOString()}::timestamptz, ${after.userId}::uuid)`,
      ),
    )
    .orderBy(asc(courseMembers.joinedAt), asc(courseMembers.userId))
    .limit(input.limit + 1);
  const items = rows.slice(0, input.limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > input.limit && last ? memberCursor(last) : null };
}

/**
 * Takes somebody out of a course: its teacher any member, a member themselves. Errors: `not_found` for the course, and for
 * somebody who is no member; `forbidden`.
 */
export async function removeMember(ctx: Ctx, input: { actor: Actor; courseId: string; userId: string }): Promise<void> {
  const { actor, courseId, userId } = input;
  await inTransaction(ctx, async (ctx) => {
    await getCourseRow(ctx, { actor, id: courseId, right: userId === actor.userId ? 'read' : 'teach' });
    const removed = await ctx.open.tx
      .delete(courseMembers)
      .where(and(eq(courseMembers.courseId, courseId), eq(courseMembers.userId, userId)))
      .returning({ userId: courseMembers.userId });
    if (removed.length === 0) throw new AppError('not_found', 'The course has no such member');
    await audit(ctx, { actor, action: 'course.member_removed', subject: { type: 'course', id: courseId }, detail: { user_id: userId } });
  });
}
