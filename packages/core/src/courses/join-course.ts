import { AppError } from '@lectern/contract';
import { courseMembers, courses } from '@lectern/db';
import { and, eq, isNull } from 'drizzle-orm';
import { holdAccount } from '../accounts/hold-account.ts';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { getCourse, type CourseView } from './courses.ts';
import { readJoinCode } from './join-code.ts';

/**
 * Makes the actor a member of the course with this code; its owner and its members stay what they are.
 * Errors: `invitation_invalid`; `unauthorized` when the actor's account is being erased.
 */
export async function joinCourse(ctx: Ctx, input: { actor: Actor; code: string }): Promise<CourseView> {
  const { actor } = input;
  return inTransaction(ctx, async (ctx) => {
    const { id, ownerId } = await holdCourse(ctx, readJoinCode(input.code));
    if (ownerId !== actor.userId) await addMember(ctx, actor, id);
    return getCourse(ctx, { actor, id });
  });
}

/** The course with the code; it keeps the code, and is not erased, until the member is in. */
async function holdCourse(ctx: TxCtx, code: string | undefined): Promise<{ id: string; ownerId: string }> {
  const [course] =
    code === undefined
      ? []
      : await ctx.open.tx
          .select({ id: courses.id, ownerId: courses.ownerId })
          .from(courses)
          .where(and(eq(courses.joinCode, code), isNull(courses.deletedAt)))
          .for('share');
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
