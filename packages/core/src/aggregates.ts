import { sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';

export function countWhere(condition: SQL) {
  return sql<number>`(count(*) filter (where ${condition}))::int`;
}

/** A double: sums of tokens and microdollars outgrow four bytes, and are exact in eight up to 2^53. */
export function sum(column: AnyPgColumn) {
  return sql<number>`coalesce(sum(${column}), 0)::float8`;
}

/** An aggregate without groups has exactly one row. */
export function one<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('an aggregate gave no row');
  return row;
}
