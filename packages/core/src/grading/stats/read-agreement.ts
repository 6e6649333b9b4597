import { type DbOrTx, grades } from '@lectern/db';
import { and, count, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { countWhere, one } from '../../aggregates.ts';
import { shareIn } from '../score-of.ts';
import { isOverride } from './is-override.ts';
import type { StatsScope } from './stats-scope.ts';

/** How far teachers agreed with the models on whose grades they have decided. */
export async function readAgreement(db: DbOrTx, scope: StatsScope) {
  const before = alias(grades, 'before');
  const change = sql`abs(${shareIn(grades)} - ${shareIn(before)})`;
  const [row] = await db
    .select({
      decided: count(),
      confirmed: countWhere(sql`not ${isOverride}`),
      meanChange: sql<number | null>`avg(${change}) filter (where ${isOverride})`,
    })
    .from(grades)
    .innerJoin(before, eq(before.id, grades.supersedesId))
    .where(and(eq(grades.source, 'teacher'), eq(before.source, 'model'), scope.grades));
  return one(row);
}
