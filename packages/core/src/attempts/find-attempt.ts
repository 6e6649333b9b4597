import { AppError } from '@lectern/contract';
import { answers, askedQuestions, attempts, courses, type DbOrTx, tests } from '@lectern/db';
import { and, eq, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { isTaught, taughtCourses } from '../courses/find-course.ts';
import { type Ctx, reader } from '../ctx.ts';
import { reasoningIsAsked } from '../grading/score-of.ts';
import type { AttemptRow } from './attempt-view.ts';
import { isOverdue } from './overdue.ts';
import { ownAttempts } from './own-attempts.ts';
import { submitAttempt } from './submit-attempt.ts';

export interface FoundAttempt extends AttemptRow {
  isOverdue: boolean;
  /** Whether the actor teaches its course. */
  taught: boolean;
  /** The database's clock. */
  now: Date;
}

/** Answers of which a grade is missing, that of a reasoning too where one is asked for. */
const isUngraded = or(
  isNull(answers.gradeId),
  and(
    isNull(answers.reasoningGradeId),
    sql`exists (select from ${askedQuestions} where ${askedQuestions.id} = ${answers.askedId} and ${reasoningIsAsked})`,
  ),
);

/** What of attempts people see, as columns. */
export function attemptColumns(db: DbOrTx) {
  const isOf = eq(answers.attemptId, attempts.id);
  return {
    attempt: attempts,
    testTitle: tests.title,
    answered: db.$count(answers, and(isOf, isNotNull(answers.answer))),
    total: db.$count(answers, isOf),
    isWaiting: sql<boolean>`${attempts.state} = 'submitted' and exists (select from ${answers} where ${and(isOf, isUngraded)})`,
  };
}

interface AttemptWanted {
  actor: Actor;
  id: string;
  /** `own`: for whoever sits it; `seen`: also for who teaches the course. */
  as: 'own' | 'seen';
}

/** An attempt; one that is overdue was submitted before it is shown. Error: `not_found` when the actor must not know of it. */
export async function getAttemptRow(ctx: Ctx, input: AttemptWanted): Promise<FoundAttempt> {
  const found = await readAttempt(ctx, input);
  if (found.attempt.state === 'submitted' || !found.isOverdue) return found;
  await submitAttempt(ctx, { attemptId: input.id, by: 'deadline' });
  return readAttempt(ctx, input);
}

async function readAttempt(ctx: Ctx, { actor, id, as }: AttemptWanted): Promise<FoundAttempt> {
  const db = reader(ctx);
  const visible = as === 'own' ? ownAttempts(actor) : or(ownAttempts(actor), taughtCourses(actor));
  const [found] = await db
    .select({ ...attemptColumns(db), isOverdue, taught: isTaught(actor), now: sql`now()`.mapWith(attempts.startedAt) })
    .from(attempts)
    .innerJoin(courses, eq(courses.id, attempts.courseId))
    .leftJoin(tests, eq(tests.id, attempts.testId))
    .where(and(eq(attempts.id, id), visible));
  if (!found) throw new AppError('not_found', 'There is no such attempt');
  return found;
}
