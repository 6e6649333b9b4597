import { AppError } from '@lectern/contract';
import { answers, askedQuestions, attempts } from '@lectern/db';
import { and, eq, ne } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { type Ctx, reader } from '../ctx.ts';
import { type AskedQuestionView, viewOfAsked } from './asked-view.ts';
import { getAttemptRow } from './find-attempt.ts';

export interface AttemptQuestionView {
  attemptId: string;
  /** From 1. */
  index: number;
  total: number;
  deadline: Date | null;
  question: AskedQuestionView;
}

/**
 * A question of an attempt with what was answered; from now on it is the one that was shown last. `n` from 1.
 * Errors: `not_found`, also for whoever does not sit it themselves; `attempt_over`.
 */
export async function getAttemptQuestion(
  ctx: Ctx,
  { actor, id, n }: { actor: Actor; id: string; n: number },
): Promise<AttemptQuestionView> {
  const { attempt, total } = await getAttemptRow(ctx, { actor, id, as: 'own' });
  if (attempt.state !== 'open') throw new AppError('attempt_over');
  const ordinal = n - 1;
  const [found] = await reader(ctx)
    .select({ answer: answers, asked: askedQuestions.content })
    .from(answers)
    .innerJoin(askedQuestions, eq(askedQuestions.id, answers.askedId))
    .where(and(eq(answers.attemptId, id), eq(answers.ordinal, ordinal)));
  if (!found) throw new AppError('not_found', `The attempt has ${total} questions`);
  const isElsewhere = and(eq(attempts.id, id), eq(attempts.state, 'open'), ne(attempts.position, ordinal));
  if (attempt.position !== ordinal) await reader(ctx).update(attempts).set({ position: ordinal }).where(isElsewhere);
  return { attemptId: id, index: n, total, deadline: attempt.deadlineAt, question: viewOfAsked(found) };
}
