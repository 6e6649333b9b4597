import { AppError } from '@lectern/contract';
import { attempts, tests } from '@lectern/db';
import { and, eq, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { reader, type Ctx } from '../ctx.ts';
import { isOverdue } from './overdue.ts';

/**
 * Whoever sits a closed-book test of a course does not read the course meanwhile; a teacher's preview closes nothing. To be called
 * once they may see the thing: who is a stranger is not told. Error: `closed_book`.
 */
export async function requireOpenBook(ctx: Ctx, { actor, courseId }: { actor: Actor; courseId: string }): Promise<void> {
  const [sitting] = await reader(ctx)
    .select({ id: attempts.id })
    .from(attempts)
    .innerJoin(tests, eq(tests.id, attempts.testId))
    .where(
      and(
        // By the index of their own attempts, of which there are few.
        eq(attempts.userId, actor.userId),
        eq(attempts.state, 'open'),
        eq(attempts.kind, 'test'),
        eq(attempts.courseId, courseId),
        tests.closedBook,
        sql`not ${isOverdue}`,
      ),
    )
    .limit(1);
  if (sitting) throw new AppError('closed_book');
}
