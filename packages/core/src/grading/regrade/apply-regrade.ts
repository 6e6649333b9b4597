import { AppError } from '@lectern/contract';
import type { Actor } from '../../actor.ts';
import { audit } from '../../audit/audit.ts';
import { inTransaction, type Ctx } from '../../ctx.ts';
import { getRegradeRow } from './find-regrade.ts';
import { getRegrade, type RegradeView, stateOfRegrade } from './get-regrade.ts';
import { anotherRuns, hasOpenRegrade } from './has-open-regrade.ts';
import { holdAttempts, letCount } from './let-count.ts';

/**
 * Lets the grades of a previewed regrade count, where those that it is about still do; once more changes nothing. Errors: `not_found`;
 * `conflict` while it or another one of the test runs, or when it has failed.
 */
export async function applyRegrade(ctx: Ctx, input: { actor: Actor; id: string }): Promise<RegradeView> {
  const { actor, id } = input;
  await inTransaction(ctx, async (ctx) => {
    const found = await getRegradeRow(ctx, { ...input, lock: 'update' });
    const state = stateOfRegrade(found);
    if (state === 'running') throw new AppError('conflict', 'The answers are still being graded; wait for the end of its job.');
    if (state === 'failed') throw new AppError('conflict', 'The grading has failed; retry its job, or ask for the regrade again.');
    if (state === 'preview') {
      if (await hasOpenRegrade(ctx.open.tx, found.test.id)) throw anotherRuns();
      await holdAttempts(ctx.open.tx, id);
      await letCount(ctx.open.tx, id, actor.userId);
      const detail = { regrade_id: id };
      await audit(ctx, { actor, action: 'test.regrade_applied', subject: { type: 'test', id: found.test.id }, detail });
    }
  });
  // Not in the transaction: adding up the scores of a whole test would keep others from its grades.
  return getRegrade(ctx, input);
}
