import { attempts, courses, tests } from '@lectern/db';
import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { viewOfAsked } from '../attempts/asked-view.ts';
import { isSittingTest } from '../attempts/closed-book.ts';
import { areKeysShown, areResultsShown, findRules, policyOf } from '../attempts/find-rules.ts';
import { earnedOf } from '../attempts/question-result.ts';
import { readGraded } from '../attempts/read-graded.ts';
import type { Ctx } from '../ctx.ts';
import { inPages, rowsPerPage } from './export-pages.ts';

/**
 * Somebody's own attempts, each with its questions as they were asked and what was answered; never keys or explanations. Scores and
 * grades where the attempt is over, its test shows results by now, and no test of the course is being sat; what they rest on where it
 * would show keys as well.
 */
export async function* exportAttempts(ctx: Ctx, { userId }: Actor) {
  const { id, courseId, testId, kind, track, number, state, startedAt, deadlineAt, submittedAt, endedBy } = attempts;
  const columns = { id, courseId, courseTitle: courses.title, testId, testTitle: tests.title, kind, track, number, state };
  const found = inPages((after) =>
    ctx.db
      .select({ ...columns, startedAt, deadlineAt, submittedAt, endedBy })
      .from(attempts)
      .innerJoin(courses, eq(courses.id, courseId))
      .leftJoin(tests, eq(tests.id, testId))
      .where(and(eq(attempts.userId, userId), isNull(courses.deletedAt), after === undefined ? undefined : gt(id, after)))
      .orderBy(asc(id))
      .limit(rowsPerPage),
  );
  // One at a time: two hundred long answers are megabytes.
  for await (const page of found) {
    for (const attempt of page) yield [{ ...attempt, ...(await readSeen(ctx, { userId, ...attempt })) }];
  }
}

type Seen = Pick<typeof attempts.$inferSelect, 'id' | 'userId' | 'courseId' | 'testId' | 'kind' | 'state'>;

async function readSeen(ctx: Ctx, attempt: Seen) {
  const { db } = ctx;
  const rules = await findRules(db, attempt);
  const mayBeShown = attempt.state === 'submitted' && areResultsShown(rules);
  const resultsShown = mayBeShown && !(await isSittingTest(ctx, { actor: attempt, courseId: attempt.courseId }));
  const shown = { policy: policyOf(rules), forTeacher: false, keysShown: areKeysShown(rules) };
  const questions = (await readGraded(db, attempt.id)).map((graded) => {
    const { answer, asked } = graded;
    const question = { index: answer.ordinal + 1, ...viewOfAsked({ answer, asked }), answeredAt: answer.answeredAt };
    return resultsShown ? { ...question, ...earnedOf(graded, shown) } : question;
  });
  return { resultsShown, questions };
}
