import { AppError } from '@lectern/contract';
import { reader, type Ctx } from '../ctx.ts';
import type { Models } from '../ports/index.ts';
import { findThisMonth, sumReserved } from './budget-months.ts';

interface CheckBudgetInput {
  /** Null for somebody who is gone: nobody has a budget then. */
  payerId: string | null;
  /** Microdollars. */
  needs: number;
}

/**
 * Whether a payer has so much left this month, to be known before work is accepted. It reserves nothing: each call does that
 * for itself. Works inside an open transaction. Error: `budget_exceeded`.
 */
export async function checkBudget(
  ctx: Ctx & { models: Pick<Models, 'monthlyBudget'> },
  { payerId, needs }: CheckBudgetInput,
): Promise<void> {
  const limit = ctx.models.monthlyBudget;
  if (limit === null || payerId === null || needs === 0) return;
  const db = reader(ctx);
  const known = await findThisMonth(db, payerId);
  const reserved = known ? await sumReserved(db, { payerId, month: known.month }) : 0;
  if ((known?.spent ?? 0) + reserved + needs > limit) throw new AppError('budget_exceeded');
}
