import { AppError } from '@lectern/contract';
import type { Actor } from '../actor.ts';
import type { Ctx } from '../ctx.ts';
import { type EndedAttempt, submitAttempt } from './submit-attempt.ts';

/** Ends the actor's attempt. Again, or after the deadline, it answers how it ended. Error: `not_found`. */
export async function finishAttempt(ctx: Ctx, { actor, attemptId }: { actor: Actor; attemptId: string }): Promise<EndedAttempt> {
  const ended = await submitAttempt(ctx, { attemptId, by: actor });
  if (!ended) throw new AppError('not_found', 'There is no such attempt');
  return ended;
}
