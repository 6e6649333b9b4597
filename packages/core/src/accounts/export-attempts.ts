import { answers, askedQuestions, attempts, courses, grades, tests } from '@lectern/db';
import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Actor } from '../actor.ts';
import { viewOfAsked } from '../attempts/asked-view.ts';
import type { Ctx } from '../ctx.ts';
import { lenientPolicy } from '../grading/grade-state.ts';
import { type GradeRow } from '../grading/grade-key.ts';
import { type GradeView, viewOfGrade } from '../grading/grade-view.ts';
import { asksReasoning, scoreOf } from '../grading/score-of.ts';
import { inPages, rowsPerPage } from './export-pages.ts';

/**
 * Somebody's own attempts, each with its questions as they were asked and what was answered; never keys, explanations or
 * rubrics. Scores and grades where the attempt is over and its test shows results by now.
 */
export async function* exportAttempts(ctx: Ctx, { userId }: Actor) {
  const { id, courseId, testId, kind, track, number, state, startedAt, deadlineAt, submittedAt, endedBy } = attempts;
  const isShown = sql<boolean>`${state} = 'submitted'
    and coalesce(${tests.showResults} = 'after_attempt' or ${tests.closesAt} <= now(), ${testId} is null)`;
  const found = inPages((after) =>
    ctx.db
      .select({
        id,
        courseId,
        courseTitle: courses.title,
        testId,
        testTitle: tests.title,
        kind,
        track,
        number,
        state,
        startedAt,
        deadlineAt,
        submittedAt,
        endedBy,
        resultsShown: isShown,
      })
      .from(attempts)
      .innerJoin(courses, eq(courses.id, courseId))
      .leftJoin(tests, eq(tests.id, testId))
      .where(and(eq(attempts.userId, userId), isNull(courses.deletedAt), after === undefined ? undefined : gt(id, after)))
      .orderBy(asc(id))
      .limit(rowsPerPage),
  );
  // One at a time: two hundred long answers are megabytes.
  for await (const page of found) {
    for (const attempt of page) yield [{ ...attempt, questions: await readQuestions(ctx, attempt) }];
  }
}

async function readQuestions({ db }: Ctx, { id, resultsShown }: { id: string; resultsShown: boolean }) {
  const reasoningGrades = alias(grades, 'reasoning_grades');
  const rows = await db
    .select({ answer: answers, asked: askedQuestions.content, grade: grades, reasoningGrade: reasoningGrades })
    .from(answers)
    .innerJoin(askedQuestions, eq(askedQuestions.id, answers.askedId))
    .leftJoin(grades, eq(grades.id, answers.gradeId))
    .leftJoin(reasoningGrades, eq(reasoningGrades.id, answers.reasoningGradeId))
    .where(eq(answers.attemptId, id))
    .orderBy(asc(answers.ordinal));
  return rows.map(({ answer, asked, grade, reasoningGrade }) => {
    const question = { index: answer.ordinal + 1, ...viewOfAsked({ answer, asked }), answeredAt: answer.answeredAt };
    if (!resultsShown) return question;
    const of = { points: answer.points, asksReasoning: asksReasoning(asked), reasoningGrade: reasoningGrade ?? undefined };
    const score = grade ? scoreOf({ ...of, grade }) : null;
    return { ...question, score, grade: toStudent(grade), reasoningGrade: toStudent(reasoningGrade) };
  });
}

function toStudent(grade: GradeRow | null): GradeView | null {
  return grade && viewOfGrade(grade, { policy: lenientPolicy, forTeacher: false });
}
