import { AppError } from '@lectern/contract';
import { reader, type Ctx } from '../ctx.ts';
import type { Models } from '../ports/index.ts';
import { findThisMonth } from './budget-months.ts';

interface CheckBudgetInput {
  /** Null for somebody who is gone: nobody has a budget then. */
  payerId: string | null;
  /** Microdollars. */
  needs: number;
}

/**
 * Whether a payer has so much left this month, to be known before work is accepted. It reserves nothing: each call does that
 * for itself, and waits where other calls have only reserved what is left. Works inside an open transaction.
 * Error: `budget_exceeded`.
 */
export async function checkBudget(
  ctx: Ctx & { models: Pick<Models, 'monthlyBudget'> },
  { payerId, needs }: CheckBudgetInput,
): Promise<void> {
  const limit = ctx.models.monthlyBudget;
  if (limit === null || payerId === null || needs === 0) return;
  const known = await findThisMonth(reader(ctx), payerId);
  if ((known?.spent ?? 0) + needs > limit) throw new AppError('budget_exceeded');
}
