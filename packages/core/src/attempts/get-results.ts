import { AppError, type JobState } from '@lectern/contract';
import type { Actor } from '../actor.ts';
import { type Ctx, reader } from '../ctx.ts';
import { getJobView, type WaitingView } from '../jobs/job-view.ts';
import type { Models } from '../ports/index.ts';
import { type AttemptView, stateOfAttempt, viewOfAttempt } from './attempt-view.ts';
import { requireNoOpenTest } from './closed-book.ts';
import { type FoundAttempt, getAttemptRow } from './find-attempt.ts';
import { areKeysShown, areResultsShown, findRules, policyOf } from './find-rules.ts';
import { type QuestionResultView, scoredAnswer, viewOfResult } from './question-result.ts';
import { readGraded } from './read-graded.ts';
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
 * course. Errors: `not_found`; `attempt_open`; `results_not_shown_yet`; `closed_book` while its student sits a test of the course.
 */
export async function getAttemptResults(
  ctx: Ctx & { models: Pick<Models, 'builtIn'> },
  { actor, id }: { actor: Actor; id: string },
): Promise<AttemptResultsView> {
  const found = await getAttemptRow(ctx, { actor, id, as: 'seen' });
  if (found.attempt.state === 'open') throw new AppError('attempt_open');
  if (!found.taught) await requireNoOpenTest(ctx, { actor, courseId: found.attempt.courseId });
  const db = reader(ctx);
  const rules = await findRules(db, found.attempt);
  if (!found.taught && !areResultsShown(rules)) throw new AppError('results_not_shown_yet');
  const shown = { policy: policyOf(rules), forTeacher: found.taught, keysShown: found.taught || areKeysShown(rules) };
  const graded = await readGraded(db, id);
  const score = scoreAttempt(graded.map(scoredAnswer), shown.policy);
  return {
    ...viewOfAttempt(found),
    state: stateOfAttempt(found.attempt.state, score.waiting > 0),
    ...score,
    keysShown: shown.keysShown,
    builtInModel: ctx.models.builtIn,
    grading: await readGrading(ctx, found),
    questions: graded.map((row) => viewOfResult(row, shown)),
  };
}

/** From the ledger, so that it tells why nothing moves. */
async function readGrading(ctx: Ctx, { attempt: { jobId } }: FoundAttempt): Promise<AttemptResultsView['grading']> {
  if (jobId === null) return null;
  const { state, waiting, resumesAt } = await getJobView(ctx, jobId);
  return { state, waiting: waiting ?? null, resumesAt: resumesAt ?? null };
}
