import { budgetMonths, budgetReservations, type DbOrTx } from '@lectern/db';
import { and, eq, gt, sql } from 'drizzle-orm';

/** The month whose budget is used now, by the database's clock: UTC, `YYYY-MM`. */
export const thisMonth = sql<string>`to_char(now() at time zone 'UTC', 'YYYY-MM')`;

/** Microdollars that calls under way may still cost in a month. What nobody settled in time counts no longer. */
export async function sumReserved(db: DbOrTx, { payerId, month }: { payerId: string; month: string }): Promise<number> {
  const [row] = await db
    .select({ sum: sql<number>`coalesce(sum(${budgetReservations.microdollars}), 0)::float8` })
    .from(budgetReservations)
    .where(and(eq(budgetReservations.payerId, payerId), eq(budgetReservations.month, month), gt(budgetReservations.expiresAt, sql`now()`)));
  return row?.sum ?? 0;
}

/** What a payer has spent this month, in microdollars; undefined while it is nothing. */
export async function findThisMonth(db: DbOrTx, payerId: string): Promise<{ month: string; spent: number } | undefined> {
  const [row] = await db
    .select({ month: budgetMonths.month, spent: budgetMonths.spentMicrodollars })
    .from(budgetMonths)
    .where(and(eq(budgetMonths.payerId, payerId), eq(budgetMonths.month, thisMonth)));
  return row;
}
