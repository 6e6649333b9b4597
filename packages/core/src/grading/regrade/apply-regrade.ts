import { AppError } from '@lectern/contract';
import type { Actor } from '../../actor.ts';
import { audit } from '../../audit/audit.ts';
import { inTransaction, type Ctx } from '../../ctx.ts';
import { getRegradeRow } from './find-regrade.ts';
import { getRegrade, type RegradeView, stateOfRegrade } from './get-regrade.ts';
import { letCount } from './let-count.ts';

/** Lets the grades of a previewed regrade count; once more changes nothing. Errors: `not_found`; `conflict` while it runs or has failed. */
export async function applyRegrade(ctx: Ctx, input: { actor: Actor; id: string }): Promise<RegradeView> {
  const { actor, id } = input;
  return inTransaction(ctx, async (ctx) => {
    const found = await getRegradeRow(ctx, { ...input, lock: 'update' });
    const state = stateOfRegrade(found);
    if (state === 'running') throw new AppError('conflict', 'The answers are still being graded; wait for the end of its job.');
    if (state === 'failed') throw new AppError('conflict', 'The grading has failed; retry its job, or ask for the regrade again.');
    if (state === 'preview') {
      await letCount(ctx.open.tx, id, actor.userId);
      const detail = { regrade_id: id };
      await audit(ctx, { actor, action: 'test.regrade_applied', subject: { type: 'test', id: found.test.id }, detail });
    }
    return getRegrade(ctx, input);
  });
}
