import type { DbOrTx, Tx } from '@lectern/db';
import { sql, type SQL } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Removed } from './erase-receipt.ts';

/** Rows that hold something of what is erased. One list says what goes and what the check looks for, so that they cannot differ. */
export interface Trace {
  table: PgTable;
  which: SQL;
  /** Where the receipt counts them. */
  counted?: keyof Removed;
  /** Where rows stay, and only what they tell goes: afterwards `which` finds them no more. */
  forget?: (tx: Tx) => PromiseLike<{ count: number }>;
}

/** Never undefined, as `and` may be: a trace without a condition would be a whole table. */
export function all(...conditions: SQL[]): SQL {
  return sql`(${sql.join(conditions, sql` and `)})`;
}

export function any(...conditions: SQL[]): SQL {
  return sql`(${sql.join(conditions, sql` or `)})`;
}

/** Removes the rows, in the order of the list. Harmless to repeat. Returns how many there were. */
export async function removeTraces(tx: Tx, traces: readonly Trace[]): Promise<Partial<Removed>> {
  const removed: Partial<Removed> = {};
  for (const { table, which, counted, forget } of traces) {
    const { count } = await (forget ? forget(tx) : tx.delete(table).where(which));
    if (counted) removed[counted] = (removed[counted] ?? 0) + count;
  }
  return removed;
}

export async function countTraces(db: DbOrTx, traces: readonly Trace[]): Promise<number> {
  let total = 0;
  for (const { table, which } of traces) total += await db.$count(table, which);
  return total;
}
