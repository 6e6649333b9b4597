import { AppError, type JobState } from '@lectern/contract';
import { answers, askedQuestions, attempts, type DbOrTx, grades, tests } from '@lectern/db';
import { and, asc, eq, ne, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Actor } from '../actor.ts';
import { type Ctx, reader } from '../ctx.ts';
import { type GradePolicy, lenientPolicy } from '../grading/grade-state.ts';
import { getJobView, type WaitingView } from '../jobs/job-view.ts';
import type { Models } from '../ports/index.ts';
import { type AttemptView, viewOfAttempt } from './attempt-view.ts';
import { requireOpenBook } from './closed-book.ts';
import { type FoundAttempt, getAttemptRow } from './find-attempt.ts';
import { type GradedAnswer, type QuestionResultView, scoredAnswer, viewOfResult } from './question-result.ts';
import { scoreAttempt, type ScoreView } from './score-attempt.ts';

export interface AttemptResultsView extends AttemptView, ScoreView {
  /** False while the student may sit the test once more. */
  keysShown: boolean;
  /** No AI is configured: grades of free answers come from rules. */
  builtInModel: boolean;
  /** How far the job that grades is; null: there is none. */
  grading: { state: JobState; waiting: WaitingView | null; resumesAt: Date | null } | null;
  questions: QuestionResultView[];
}

/**
 * What an attempt that is over has earned, per question and criterion. For whoever sat it, as the test allows, and who teaches its
 * course. Errors: `not_found`; `attempt_open`; `results_not_shown_yet`; `closed_book` while its student sits such a test.
 */
export async function getAttemptResults(
  ctx: Ctx & { models: Pick<Models, 'builtIn'> },
  { actor, id }: { actor: Actor; id: string },
): Promise<AttemptResultsView> {
  const found = await getAttemptRow(ctx, { actor, id, as: 'seen' });
  if (found.attempt.state === 'open') throw new AppError('attempt_open');
  // Results show keys of the bank that another test draws from.
  if (!found.taught) await requireOpenBook(ctx, { actor, courseId: found.attempt.courseId });
  const db = reader(ctx);
  const rules = await findRules(db, found.attempt);
  if (!found.taught && rules?.test.showResults === 'after_close' && !rules.isClosed) throw new AppError('results_not_shown_yet');
  const shown = { policy: policyOf(rules), forTeacher: found.taught, keysShown: found.taught || areKeysShown(rules) };
  const graded = await readGraded(db, id);
  const score = scoreAttempt(graded.map(scoredAnswer), shown.policy);
  return {
    ...viewOfAttempt(found),
    state: score.waiting > 0 ? 'waiting' : 'graded',
    ...score,
    keysShown: shown.keysShown,
    builtInModel: ctx.models.builtIn,
    grading: await readGrading(ctx, found),
    questions: graded.map((row) => viewOfResult(row, shown)),
  };
}

interface Rules {
  test: typeof tests.$inferSelect;
  isClosed: boolean;
  /** Attempts of the same student at the test. */
  started: number;
  open: number;
}

/** Undefined of practice, which has no rules. */
async function findRules(db: DbOrTx, { testId, userId, kind }: FoundAttempt['attempt']): Promise<Rules | undefined> {
  if (testId === null) return undefined;
  const isTheirs = and(eq(attempts.testId, tests.id), eq(attempts.userId, userId), eq(attempts.kind, kind));
  const [rules] = await db
    .select({
      test: tests,
      isClosed: sql<boolean>`coalesce(${tests.closesAt} <= now(), false)`,
      started: db.$count(attempts, isTheirs),
      open: db.$count(attempts, and(isTheirs, ne(attempts.state, 'submitted'))),
    })
    .from(tests)
    .where(eq(tests.id, testId));
  return rules;
}

function policyOf(rules: Rules | undefined): GradePolicy {
  return rules ? { review: rules.test.review, passPercent: rules.test.passPercent } : lenientPolicy;
}

/** Not as long as the student sits the test or may sit it once more; where they may do so for ever, at once. */
function areKeysShown(rules: Rules | undefined): boolean {
  if (!rules) return true;
  const { test, isClosed, started, open } = rules;
  if (open > 0) return false;
  return isClosed || test.attemptsAllowed === null || started >= test.attemptsAllowed;
}

async function readGraded(db: DbOrTx, attemptId: string): Promise<GradedAnswer[]> {
  const reasoningGrades = alias(grades, 'reasoning_grades');
  const bases = alias(askedQuestions, 'bases');
  const rows = await db
    .select({
      answer: answers,
      asked: askedQuestions.content,
      documentId: askedQuestions.documentId,
      basis: bases.content,
      grade: grades,
      reasoningGrade: reasoningGrades,
    })
    .from(answers)
    .innerJoin(askedQuestions, eq(askedQuestions.id, answers.askedId))
    .leftJoin(grades, eq(grades.id, answers.gradeId))
    .leftJoin(reasoningGrades, eq(reasoningGrades.id, answers.reasoningGradeId))
    .leftJoin(bases, eq(bases.id, grades.basisId))
    .where(eq(answers.attemptId, attemptId))
    .orderBy(asc(answers.ordinal));
  return rows.map(({ basis, grade, reasoningGrade, ...row }) => ({
    ...row,
    basis: basis ?? row.asked,
    grade: grade ?? undefined,
    reasoningGrade: reasoningGrade ?? undefined,
  }));
}

/** From the ledger, so that it tells why nothing moves. */
async function readGrading(ctx: Ctx, { attempt: { jobId } }: FoundAttempt): Promise<AttemptResultsView['grading']> {
  if (jobId === null) return null;
  const { state, waiting, resumesAt } = await getJobView(ctx, jobId);
  return { state, waiting: waiting ?? null, resumesAt: resumesAt ?? null };
}
