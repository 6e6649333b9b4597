import { randomBytes } from 'node:crypto';
import { AppError, type Track } from '@lectern/contract';
import type { Actor } from '../../actor.ts';
import type { Ctx } from '../../ctx.ts';
import { requireOpenBook } from '../closed-book.ts';
import { submitIfOverdue } from '../submit-attempt.ts';
import { beginAttempt } from './begin-attempt.ts';
import { countPractice, findTestStart, type TestStart } from './find-start.ts';
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
 * time and as often as they like. Errors: `not_found`, `test_not_open_yet`, `test_closed`, `no_attempts_left`, `no_approved_questions`;
 * `closed_book` for practice while a closed-book test of the course is being sat.
 */
export async function startTest(ctx: Ctx, input: StartTestInput): Promise<StartedView> {
  // The same through all tries: what was drawn by it is drawn again.
  const seed = randomBytes(16).toString('hex');
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const started = await ('testId' in input ? tryTest(ctx, input, seed) : tryPractice(ctx, input, seed));
    if (started) return started;
  }
  throw new AppError('unavailable', 'The test is being changed just now. Try again in a moment.');
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

function checkMayBegin({ kind, notOpenYet, opensAt, closed, attemptsAllowed, attempts }: TestStart): void {
  if (kind === 'preview') return;
  if (notOpenYet) throw new AppError('test_not_open_yet', `The test opens at ${opensAt?.toISOString()}.`);
  if (closed) throw new AppError('test_closed');
  if (attemptsAllowed !== null && attempts >= attemptsAllowed) throw new AppError('no_attempts_left');
}

async function tryPractice(ctx: Ctx, { actor, ...wanted }: { actor: Actor } & Practice, seed: string): Promise<StartedView | undefined> {
  const { courseId, track, count } = wanted;
  const earlier = await countPractice(ctx, { actor, courseId });
  // Its results show the keys of the same bank.
  await requireOpenBook(ctx, { actor, courseId });
  return beginAttempt(ctx, {
    place: { courseId, test: null },
    userId: actor.userId,
    kind: 'practice',
    number: earlier + 1,
    seed,
    rules: { selection: { kind: 'practice', count }, track, shuffleQuestions: false, shuffleOptions: true, points: {} },
  });
}
