import type { Ctx } from '../ctx.ts';
import type { ModelCall, ModelCallOptions, Models } from '../ports/index.ts';
import { ModelError } from '../ports/model-error.ts';
import { type Payer, recordCalls } from './record-calls.ts';
import { type BudgetReservation, reserveBudget } from './reserve-budget.ts';

interface Purchase<T> {
  payer: Payer;
  options: ModelCallOptions;
  /** The most that the calls can cost; asked only where there is a budget. */
  quote(): number;
  work(options: ModelCallOptions): Promise<T>;
}

/**
 * Makes calls at the expense of a payer: reserves the most they can cost, makes them, and settles with what they did cost. A
 * call that cost more than was reserved is spent in full, so that the next one finds less. Errors: those of `reserveBudget`
 * before any call is made; those of `work`.
 */
export async function payForCalls<T extends { calls: ModelCall[] }>(
  { ctx, models }: { ctx: Ctx; models: Models },
  { payer, options, quote, work }: Purchase<T>,
): Promise<T> {
  const reservation = await reserveFor(ctx, { payer, limit: models.monthlyBudget, quote });
  const seen: ModelCall[] = [];
  const onCall = (call: ModelCall): void => {
    seen.push(call);
    options.onCall?.(call);
  };
  const settle = (calls: readonly ModelCall[]) => recordCalls({ ctx, models }, { payer, calls, reservation });
  try {
    const answer = await work({ signal: options.signal, onCall });
    await settle(answer.calls);
    return answer;
  } catch (error) {
    if (error instanceof ModelError) await settle(error.calls);
    // Nobody knows what an aborted call will cost: its reservation stays until it expires.
    else await recordCalls({ ctx, models }, { payer, calls: seen, reservation: undefined });
    throw error;
  }
}

interface ReserveForInput {
  payer: Payer;
  limit: number | null;
  quote(): number;
}

/** Nothing where there is no budget, where nobody is left to pay, and where it costs nothing. */
async function reserveFor(ctx: Ctx, { payer, limit, quote }: ReserveForInput): Promise<BudgetReservation | undefined> {
  if (limit === null || payer.billedTo === null) return undefined;
  const microdollars = quote();
  return microdollars === 0 ? undefined : reserveBudget(ctx, { payerId: payer.billedTo, microdollars, limit });
}
