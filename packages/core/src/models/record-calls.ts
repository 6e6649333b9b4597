import { budgetMonths, budgetReservations, llmCalls, type Tx } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Ctx } from '../ctx.ts';
import type { ModelCall, Models } from '../ports/index.ts';
import { thisMonth } from './budget-months.ts';
import type { BudgetReservation } from './reserve-budget.ts';

/** Whose books a call goes into. Job and task are null when a person waits for the answer. */
export interface Payer {
  jobId: string | null;
  taskId: string | null;
  billedTo: string | null;
}

interface RecordCallsInput {
  payer: Payer;
  calls: readonly ModelCall[];
  /** What was reserved for the calls, and is settled with what they cost; undefined where there is nothing to settle. */
  reservation: BudgetReservation | undefined;
}

/**
 * Writes calls into the books and what they cost into the payer's month, in one transaction that is no part of the task's.
 * Never throws: an answer that is paid for, or the model's own error, counts for more than books that cannot be written.
 */
export async function recordCalls(
  { ctx, models }: { ctx: Ctx; models: Pick<Models, 'priceOf'> },
  { payer, calls, reservation }: RecordCallsInput,
): Promise<void> {
  if (calls.length === 0 && !reservation) return;
  const { jobId, taskId, billedTo } = payer;
  const rows = calls.map((call) => ({
    ...call,
    id: uuidv7(),
    jobId,
    taskId,
    billedTo,
    errorCode: call.errorCode ?? null,
    microdollars: models.priceOf(call),
  }));
  const cost = rows.reduce((sum, { microdollars }) => sum + microdollars, 0);
  try {
    await ctx.db.transaction(async (tx) => {
      if (rows.length > 0) await tx.insert(llmCalls).values(rows);
      if (billedTo !== null && cost > 0) await spend(tx, { payerId: billedTo, cost, month: reservation?.month });
      if (reservation) await tx.delete(budgetReservations).where(eq(budgetReservations.id, reservation.id));
    });
  } catch (error) {
    ctx.log.error({ err: error, jobId, taskId, calls: calls.length }, 'model calls could not be written into the books');
  }
}

interface Spending {
  payerId: string;
  cost: number;
  /** This one, where nothing was reserved. */
  month: string | undefined;
}

async function spend(tx: Tx, { payerId, cost, month }: Spending): Promise<void> {
  await tx
    .insert(budgetMonths)
    .values({ payerId, month: month ?? thisMonth, spentMicrodollars: cost })
    .onConflictDoUpdate({
      target: [budgetMonths.payerId, budgetMonths.month],
      set: { spentMicrodollars: sql`${budgetMonths.spentMicrodollars} + ${cost}` },
    });
}
