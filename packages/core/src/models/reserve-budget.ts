import { AppError } from '@lectern/contract';
import { budgetMonths, budgetReservations, type Tx } from '@lectern/db';
import { and, eq, lte, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Ctx } from '../ctx.ts';
import { ModelError } from '../ports/model-error.ts';
import { sumReserved, thisMonth } from './budget-months.ts';

/** Longer than any task may take, so that a reservation outlives every call it is for. */
export const reservationMs = 10 * 60_000;
/** Calls take seconds, and most cost far less than the most they could. */
const settledSoonMs = 2_000;

export interface BudgetReservation {
  id: string;
  payerId: string;
  /** What the calls cost is spent in this month, also when they end in the next one: there was room for them in this one. */
  month: string;
}

interface ReserveBudgetInput {
  payerId: string;
  /** The most that the calls can cost. */
  microdollars: number;
  /** Of the month. */
  limit: number;
}

/**
 * Sets aside what calls may cost, before they are made. Spent and reserved together never exceed the limit, however many
 * processes reserve at once. Errors: `budget_exceeded`; `model_rate_limited` where there is room once the calls under way
 * are settled.
 */
export async function reserveBudget(ctx: Ctx, { payerId, microdollars, limit }: ReserveBudgetInput): Promise<BudgetReservation> {
  return ctx.db.transaction(async (tx) => {
    const { month, spent } = await lockMonth(tx, payerId);
    if (spent + microdollars > limit) throw new AppError('budget_exceeded');
    // A statement of its own: the one that waited for the lock would not see what others have reserved meanwhile.
    const reserved = await sumReserved(tx, { payerId, month });
    if (spent + reserved + microdollars > limit) throw waitForOthers();
    const id = uuidv7();
    const expiresAt = sql`now() + ${reservationMs} * interval '1 millisecond'`;
    await tx.delete(budgetReservations).where(and(eq(budgetReservations.payerId, payerId), lte(budgetReservations.expiresAt, sql`now()`)));
    await tx.insert(budgetReservations).values({ id, payerId, month, microdollars, expiresAt });
    return { id, payerId, month };
  });
}

/** The row of this month, locked until the transaction ends; made where there is none. */
async function lockMonth(tx: Tx, payerId: string): Promise<{ month: string; spent: number }> {
  const [row] = await tx
    .insert(budgetMonths)
    .values({ payerId, month: thisMonth })
    .onConflictDoUpdate({
      target: [budgetMonths.payerId, budgetMonths.month],
      set: { spentMicrodollars: sql`${budgetMonths.spentMicrodollars}` },
    })
    .returning({ month: budgetMonths.month, spent: budgetMonths.spentMicrodollars });
  if (!row) throw new Error('an upsert returned no row');
  return row;
}

/** No failure: the task comes again, and finds room or a budget that is spent indeed. */
function waitForOthers(): ModelError {
  return new ModelError('model_rate_limited', [], 'Calls under way have reserved what is left of the budget', {
    retryAfterMs: settledSoonMs,
  });
}
