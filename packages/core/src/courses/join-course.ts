import { AppError } from '@lectern/contract';
import { courseMembers, courses } from '@lectern/db';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { holdAccount } from '../accounts/hold-account.ts';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, reader, type Ctx, type TxCtx } from '../ctx.ts';
import { getCourse, type CourseView } from './courses.ts';
import { readJoinCode } from './join-code.ts';

/**
 * Makes the actor a member of the course with this code; its owner and its members stay what they are.
 * Errors: `invitation_invalid`; `unauthorized` when the actor's account is being erased.
 */
export async function joinCourse(ctx: Ctx, input: { actor: Actor; code: string }): Promise<CourseView> {
  const { actor } = input;
  return inTransaction(ctx, async (ctx) => {
    const { id, ownerId } = await getCourseByCode(ctx, input.code, { hold: true });
    if (ownerId !== actor.userId) await addMember(ctx, actor, id);
    return getCourse(ctx, { actor, id });
  });
}

/**
 * The course with a code as somebody typed it. With `hold` it keeps the code, and is not erased, until the commit.
 * Error: `invitation_invalid`.
 */
export async function getCourseByCode(ctx: Ctx, typed: string, { hold = false } = {}): Promise<{ id: string; ownerId: string }> {
  const code = readJoinCode(typed);
  const found = reader(ctx)
    .select({ id: courses.id, ownerId: courses.ownerId })
    .from(courses)
    .where(code === undefined ? sql`false` : and(eq(courses.joinCode, code), isNull(courses.deletedAt)));
  const [course] = await (hold ? found.for('share') : found);
  if (!course) throw new AppError('invitation_invalid', 'There is no course with this code (any more).');
  return course;
}

async function addMember(ctx: TxCtx, actor: Actor, courseId: string): Promise<void> {
  await holdAccount(ctx.open.tx, actor.userId);
  const added = await ctx.open.tx
    .insert(courseMembers)
    .values({ courseId, userId: actor.userId })
    .onConflictDoNothing()
    .returning({ userId: courseMembers.userId });
  if (added.length > 0) await audit(ctx, { actor, action: 'course.joined', subject: { type: 'course', id: courseId } });
}
