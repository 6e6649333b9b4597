import { askedQuestions, attempts, courses, evaluationItems, evaluations, grades, tests, users } from '@lectern/db';
import { and, asc, eq, getTableColumns, gt, isNull, ne, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { scoreAttempt, shownScore } from '../attempts/score-attempt.ts';
import type { Ctx } from '../ctx.ts';
import { lenientPolicy } from '../grading/grade-state.ts';
import { viewOfGrade } from '../grading/grade-view.ts';
import { type PlacedAnswer, readScored } from '../tests/results/read-scored.ts';
import { type OfCourse, ownCourse } from './export-courses.ts';
import { inPages, rowsPerPage } from './export-pages.ts';

/** The tests of a course with their rules. */
export function exportTests(ctx: Ctx, input: OfCourse) {
  const { createdBy: _createdBy, courseId: _courseId, ...columns } = getTableColumns(tests);
  return inPages((after) =>
    ctx.db
      .select({ ...columns, byYou: sql<boolean>`coalesce(${tests.createdBy} = ${input.actor.userId}, false)` })
      .from(tests)
      .innerJoin(courses, eq(courses.id, tests.courseId))
      .where(and(ownCourse(input), after === undefined ? undefined : gt(tests.id, after)))
      .orderBy(asc(tests.id))
      .limit(rowsPerPage),
  );
}

/** What the students of a course have scored in tests and practice, as their teacher sees it; a null score has no grade yet. */
export async function* exportResults(ctx: Ctx, input: OfCourse) {
  const { id, userId, testId, kind, track, number, state, startedAt, submittedAt, endedBy } = attempts;
  const found = inPages((after) =>
    ctx.db
      .select({ id, userId, userName: users.name, testId, kind, track, number, state, startedAt, submittedAt, endedBy })
      .from(attempts)
      .innerJoin(courses, eq(courses.id, attempts.courseId))
      .innerJoin(users, eq(users.id, userId))
      .where(and(ownCourse(input), ne(kind, 'preview'), isNull(users.erasedAt), after === undefined ? undefined : gt(id, after)))
      .orderBy(asc(id))
      .limit(rowsPerPage),
  );
  for await (const page of found) {
    const byAttempt = await readScored(
      ctx.db,
      page.map((attempt) => attempt.id),
    );
    yield page.map((attempt) => {
      const answers = byAttempt.get(attempt.id) ?? [];
      // How firm grades are is not told here, which is all that a policy decides.
      const { score, maxScore } = scoreAttempt(answers, lenientPolicy);
      return { ...attempt, score, maxScore, questions: answers.map(viewOfScored) };
    });
  }
}

function viewOfScored(answer: PlacedAnswer) {
  const { ordinal, questionId, points } = answer;
  return { index: ordinal + 1, questionId, points, score: shownScore(answer) };
}

/** The batches that somebody has had graded, each with its answers and their grades. */
export async function* exportEvaluations(ctx: Ctx, { userId }: Actor) {
  const { id, jobId, createdAt } = evaluations;
  const found = inPages((after) =>
    ctx.db
      .select({ id, jobId, createdAt })
      .from(evaluations)
      .where(and(eq(evaluations.ownerId, userId), after === undefined ? undefined : gt(id, after)))
      .orderBy(asc(id))
      .limit(rowsPerPage),
  );
  // One at a time: five hundred long answers are megabytes.
  for await (const page of found) {
    for (const evaluation of page) yield [{ ...evaluation, items: await readItems(ctx, evaluation.id) }];
  }
}

async function readItems({ db }: Ctx, evaluationId: string) {
  const rows = await db
    .select({ ordinal: evaluationItems.ordinal, asked: askedQuestions.content, answer: evaluationItems.answer, grade: grades })
    .from(evaluationItems)
    .innerJoin(askedQuestions, eq(askedQuestions.id, evaluationItems.askedId))
    .leftJoin(grades, eq(grades.id, evaluationItems.gradeId))
    .where(eq(evaluationItems.evaluationId, evaluationId))
    .orderBy(asc(evaluationItems.ordinal));
  return rows.map(({ ordinal, asked: { type, stem, answer: referenceAnswer, rubric }, answer, grade }) => ({
    index: ordinal + 1,
    type,
    question: stem,
    referenceAnswer,
    rubric,
    answer,
    grade: grade && viewOfGrade(grade, { policy: lenientPolicy, forTeacher: true }),
  }));
}

/** The grades that somebody has given as a teacher, in place of others or as a confirmation. */
export function exportDecisions(ctx: Ctx, { userId }: Actor) {
  const { id, courseId, part, earned, possible, criteria, feedback, reason, supersedesId, shared, createdAt } = grades;
  const stem = sql<string>`${askedQuestions.content} ->> 'stem'`;
  return inPages((after) =>
    ctx.db
      .select({
        id,
        courseId,
        questionId: askedQuestions.questionId,
        question: stem,
        part,
        earned,
        possible,
        criteria,
        feedback,
        reason,
        supersedesId,
        shared,
        createdAt,
      })
      .from(grades)
      .innerJoin(askedQuestions, eq(askedQuestions.id, grades.askedId))
      .where(and(eq(grades.decidedBy, userId), after === undefined ? undefined : gt(id, after)))
      .orderBy(asc(id))
      .limit(rowsPerPage),
  );
}
