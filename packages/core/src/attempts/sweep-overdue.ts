import { attempts, courses, users } from '@lectern/db';
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import { repeat } from '../repeat.ts';
import { isPastDeadline } from './overdue.ts';
import { submitAttempt } from './submit-attempt.ts';

const everyMs = 2_000;
const attemptsPerPage = 100;

interface Overdue {
  id: string;
  deadlineAt: Date | null;
}

/**
 * Submits what is overdue, each attempt by itself: one that cannot be is logged, and stops no other. Those of people and courses
 * that are being erased are left to the erasure. Returns how many were submitted.
 */
export async function submitOverdue(ctx: Ctx, signal?: AbortSignal): Promise<number> {
  let submitted = 0;
  for (let page = await readPage(ctx, undefined); page.length > 0; page = await readPage(ctx, page.at(-1))) {
    for (const { id } of page) {
      if (signal?.aborted) return submitted;
      if (await trySubmit(ctx, id, { skipLocked: true })) submitted += 1;
    }
  }
  return submitted;
}

/** Whether it was submitted; what keeps it from that is logged. */
export async function trySubmit(ctx: Ctx, attemptId: string, how: { skipLocked?: true } = {}): Promise<boolean> {
  try {
    return (await submitAttempt(ctx, { attemptId, by: 'deadline', ...how })) !== undefined;
  } catch (err) {
    ctx.log.warn({ err, attemptId }, 'an attempt that is overdue could not be submitted; it is tried again');
    return false;
  }
}

/** By deadline, so that one that cannot be submitted does not come again in the same pass. */
async function readPage({ db }: Ctx, after: Overdue | undefined): Promise<Overdue[]> {
  const isLater =
    after && sql`(${attempts.deadlineAt}, ${attempts.id}) > (${after.deadlineAt?.toISOString()}::timestamptz, ${after.id}::uuid)`;
  return db
    .select({ id: attempts.id, deadlineAt: attempts.deadlineAt })
    .from(attempts)
    .innerJoin(courses, eq(courses.id, attempts.courseId))
    .innerJoin(users, eq(users.id, attempts.userId))
    .where(and(eq(attempts.state, 'open'), isPastDeadline, isNull(courses.deletedAt), isNull(users.erasedAt), isLater))
    .orderBy(asc(attempts.deadlineAt), asc(attempts.id))
    .limit(attemptsPerPage);
}

/** Looks now and every two seconds. */
export function startAttemptSweeper(ctx: Ctx): { close(): Promise<void> } {
  return repeat({
    everyMs,
    what: 'submitting what is overdue',
    log: ctx.log,
    action: async (signal) => {
      const submitted = await submitOverdue(ctx, signal);
      if (submitted > 0) ctx.log.info({ submitted }, 'attempts were submitted at their deadline');
    },
  });
}
