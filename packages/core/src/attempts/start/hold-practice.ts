import { AppError, limits } from '@lectern/contract';
import { attempts } from '@lectern/db';
import { and, eq, sql } from 'drizzle-orm';
import type { Actor } from '../../actor.ts';
import type { TxCtx } from '../../ctx.ts';
import { isOverdue } from '../overdue.ts';

/**
 * How many times somebody has practised in a course. They begin one after the other from here to the end of the transaction: what
 * grades their answers is on the teacher's bill, and many starts at once would all find room. Errors: `too_much_practice` when too many are
 * open, `rate_limited` when too many were begun within a day.
 */
export async function holdPractice({ open: { tx } }: TxCtx, { actor, courseId }: { actor: Actor; courseId: string }): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`practice:${actor.userId}:${courseId}`}, 0))`);
  const isToday = sql`${attempts.startedAt} > now() - interval '1 day'`;
  const [practised] = await tx
    .select({
      all: sql<number>`count(*)::int`,
      open: sql<number>`count(*) filter (where ${attempts.state} = 'open' and not ${isOverdue})::int`,
      today: sql<number>`count(*) filter (where ${isToday})::int`,
      /** Until the first of today's is a day old. */
      waitMs: sql<number>`(extract(epoch from min(${attempts.startedAt}) filter (where ${isToday}) + interval '1 day' - now()) * 1000)::float8`,
    })
    .from(attempts)
    .where(and(eq(attempts.userId, actor.userId), eq(attempts.courseId, courseId), eq(attempts.kind, 'practice')));
  const { all, open, today, waitMs } = practised ?? { all: 0, open: 0, today: 0, waitMs: 0 };
  if (open >= limits.openPractices) {
    throw new AppError(
      'too_much_practice',
      `You practise ${open} times in this course just now. Go on with one of these, or end it, first.`,
    );
  }
  if (today >= limits.practicesPerDay) {
    const message = `You have begun to practise ${today} times in this course within a day. Wait until one of these is a day old.`;
    throw new AppError('rate_limited', message, { retryAfterMs: Math.ceil(waitMs) });
  }
  return all;
}
