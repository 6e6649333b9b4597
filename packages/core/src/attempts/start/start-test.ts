import { randomBytes } from 'node:crypto';
import { AppError, type Track } from '@lectern/contract';
import type { Actor } from '../../actor.ts';
import { checkCourse } from '../../courses/find-course.ts';
import { inTransaction, type Ctx } from '../../ctx.ts';
import { requireNoOpenTest } from '../closed-book.ts';
import { submitIfOverdue } from '../submit-attempt.ts';
import { beginAttempt } from './begin-attempt.ts';
import { findTestStart, type TestStart } from './find-start.ts';
import { holdPractice } from './hold-practice.ts';
import { resumeAttempt } from './resume-attempt.ts';
import type { StartedView } from './started-view.ts';

type StartTestInput = { actor: Actor } & ({ testId: string } | Practice);
interface Practice {
  courseId: string;
  track: Track;
  /** Fewer where the bank has fewer. */
  count: number;
}

/** As often something may come between: another start of the same person, a change of the test, a question that is edited. */
const maxTries = 6;

/**
 * Begins a test or practice, or goes on with a test where it was left. No model is called. Teachers of the course get a preview, at any
 * time and as often as they like. Practice, which shows its keys, leaves out what a test that is not over yet has chosen, if that can be
 * sat only so often. Errors: `not_found`, `test_not_open_yet`, `test_closed`, `no_attempts_left`, `no_approved_questions`; for practice
 * `closed_book` while any test of the course is being sat, `too_much_practice` when too many are open, `rate_limited` when too many were begun
 * within a day; `unavailable` when something came between each time.
 */
export async function startTest(ctx: Ctx, input: StartTestInput): Promise<StartedView> {
  // The same through all tries: what was drawn by it is drawn again.
  const seed = randomBytes(16).toString('hex');
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const started = await ('testId' in input ? tryTest(ctx, input, seed) : tryPractice(ctx, input, seed));
    if (started) return started;
  }
  throw new AppError('unavailable', 'What is to be asked is being changed just now. Try again in a moment.');
}

async function tryTest(ctx: Ctx, { actor, testId }: { actor: Actor; testId: string }, seed: string): Promise<StartedView | undefined> {
  const test = await findTestStart(ctx, { actor, testId });
  const { openAttempt, courseId, kind, id, version } = test;
  if (openAttempt !== null && !test.isOverdue) return resumeAttempt(ctx, openAttempt);
  if (openAttempt !== null) {
    await submitIfOverdue(ctx, openAttempt);
    return undefined;
  }
  checkMayBegin(test);
  const place = { courseId, test: { id, version } };
  return beginAttempt(ctx, { place, userId: actor.userId, kind, number: test.lastNumber + 1, seed, rules: test });
}

function checkMayBegin({ kind, isNotOpenYet, opensAt, isClosed, attemptsAllowed, attempts }: TestStart): void {
  if (kind === 'preview') return;
  if (isNotOpenYet) throw new AppError('test_not_open_yet', `The test opens at ${opensAt?.toISOString()}.`);
  if (isClosed) throw new AppError('test_closed');
  if (attemptsAllowed !== null && attempts >= attemptsAllowed) throw new AppError('no_attempts_left');
}

async function tryPractice(ctx: Ctx, { actor, ...wanted }: { actor: Actor } & Practice, seed: string): Promise<StartedView | undefined> {
  const { courseId, track, count } = wanted;
  await checkCourse(ctx, { actor, id: courseId, right: 'read' });
  await requireNoOpenTest(ctx, { actor, courseId });
  return inTransaction(ctx, async (ctx) =>
    beginAttempt(ctx, {
      place: { courseId, test: null },
      userId: actor.userId,
      kind: 'practice',
      number: (await holdPractice(ctx, { actor, courseId })) + 1,
      seed,
      rules: { selection: { kind: 'practice', count }, track, shuffleQuestions: false, shuffleOptions: true, points: {} },
    }),
  );
}
