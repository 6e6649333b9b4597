import { AppError } from '@lectern/contract';
import { answers, askedQuestions, attempts, courses } from '@lectern/db';
import { and, asc, eq, getTableColumns, isNull, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { type Ctx, inTransaction, reader, type TxCtx } from '../ctx.ts';
import { acceptAttemptGrading } from '../grading/accept-grading.ts';
import { linkCodeGrades, partsOf } from './link-code-grades.ts';
import { isOverdue } from './overdue.ts';
import { ownAttempts } from './own-attempts.ts';

/** How an attempt ended. */
export interface EndedAttempt {
  /** The job that grades its free answers; null: it has none. */
  jobId: string | null;
}

interface SubmitInput {
  attemptId: string;
  /** Who ends it, and has to be the one who sits it; or the deadline, once it is over with its grace. */
  by: Actor | 'deadline';
  /** Leaves it to whoever holds it just now. */
  skipLocked?: true;
}

/** Submits an attempt if its deadline and grace are over. */
export async function submitIfOverdue(ctx: Ctx, attemptId: string): Promise<void> {
  const [found] = await reader(ctx).select({ state: attempts.state, isOverdue }).from(attempts).where(eq(attempts.id, attemptId));
  if (found?.state === 'open' && found.isOverdue) await submitAttempt(ctx, { attemptId, by: 'deadline' });
}

/**
 * Ends an attempt, once: whoever comes later gets what the first one got. What needs no model is graded here, the rest is one job.
 * Returns undefined where there was nothing to do: it goes on, or somebody else holds it. Error: `not_found`, also when its course is
 * being erased, and for who does not sit it.
 */
export async function submitAttempt(ctx: Ctx, input: SubmitInput): Promise<EndedAttempt | undefined> {
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    const { attemptId, by, skipLocked } = input;
    const course = await holdCourse(ctx, input);
    const [attempt] = await tx
      .select({ ...getTableColumns(attempts), isOverdue })
      .from(attempts)
      .where(eq(attempts.id, attemptId))
      .for('update', skipLocked ? { skipLocked } : {});
    if (!attempt || (attempt.state === 'open' && by === 'deadline' && !attempt.isOverdue)) return undefined;
    if (attempt.state === 'submitted') return { jobId: attempt.jobId };
    const jobId = await gradeEnded(ctx, { attemptId, studentId: attempt.userId, ...course });
    await tx
      .update(attempts)
      .set({
        state: 'submitted',
        submittedAt: sql`now()`,
        endedBy: attempt.isOverdue ? 'deadline' : 'student',
        jobId,
        gradedAt: jobId === null ? sql`now()` : null,
      })
      .where(eq(attempts.id, attemptId));
    return { jobId };
  });
}

/** The course first, as an erasure does: so that nothing is accepted for one that goes, and neither waits for the other in a circle. */
async function holdCourse({ open }: TxCtx, { attemptId, by }: SubmitInput): Promise<{ courseId: string; payerId: string }> {
  const [course] = await open.tx
    .select({ courseId: courses.id, payerId: courses.ownerId })
    .from(courses)
    .innerJoin(attempts, eq(attempts.courseId, courses.id))
    .where(and(eq(attempts.id, attemptId), by === 'deadline' ? isNull(courses.deletedAt) : ownAttempts(by)))
    .for('share', { of: courses });
  if (!course) throw new AppError('not_found', 'There is no such attempt');
  return course;
}

interface GradeInput {
  attemptId: string;
  studentId: string;
  courseId: string;
  payerId: string;
}

/** Returns the id of the job that grades what the code cannot; null: there is nothing of that kind. */
async function gradeEnded(ctx: TxCtx, { attemptId, courseId, ...people }: GradeInput): Promise<string | null> {
  const rows = await ctx.open.tx
    .select({ answer: answers, asked: askedQuestions })
    .from(answers)
    .innerJoin(askedQuestions, eq(askedQuestions.id, answers.askedId))
    .where(eq(answers.attemptId, attemptId))
    .orderBy(asc(answers.ordinal));
  const { byCode, byModel } = partsOf(rows);
  await linkCodeGrades(ctx.open.tx, { attemptId, courseId, parts: byCode });
  if (byModel.length === 0) return null;
  const units = byModel.map(({ ordinal, part }) => ({ ordinal, part }));
  return acceptAttemptGrading(ctx, { attemptId, courseId, units, ...people });
}
