import { AppError } from '@lectern/contract';
import { attempts, tests } from '@lectern/db';
import { and, eq, sql, type SQLWrapper } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { reader, type Ctx } from '../ctx.ts';
import { isOverdue } from './overdue.ts';

interface Sat {
  actor: Pick<Actor, 'userId'>;
  courseId: string;
}

/**
 * Whoever sits a closed-book test of a course does not read the course meanwhile; a teacher's preview closes nothing. To be called
 * once they may see the thing: who is a stranger is not told. Error: `closed_book`.
 */
export async function requireOpenBook(ctx: Ctx, input: Sat): Promise<void> {
  if (await isSitting(ctx, input, tests.closedBook)) throw new AppError('closed_book');
}

/**
 * Whoever sits any test of a course does not practise there meanwhile, and sees no results: both show keys of the bank that the test
 * draws from. Error: `closed_book`.
 */
export async function requireNoOpenTest(ctx: Ctx, input: Sat): Promise<void> {
  if (!(await isSittingTest(ctx, input))) return;
  throw new AppError('closed_book', 'Practice and results of the course are closed while you sit a test of it. Submit the test first.');
}

export function isSittingTest(ctx: Ctx, input: Sat): Promise<boolean> {
  return isSitting(ctx, input);
}

async function isSitting(ctx: Ctx, { actor, courseId }: Sat, which?: SQLWrapper): Promise<boolean> {
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
        sql`not ${isOverdue}`,
        which && sql`${which}`,
      ),
    )
    .limit(1);
  return sitting !== undefined;
}
