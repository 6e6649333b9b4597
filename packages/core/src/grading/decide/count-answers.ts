import { answers, evaluationItems, type DbOrTx } from '@lectern/db';
import { count, inArray } from 'drizzle-orm';

/** For how many answers each of these grades counts; those that count for none are not named. */
export async function countAnswers(db: DbOrTx, gradeIds: readonly string[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  if (gradeIds.length === 0) return counts;
  for (const [table, column] of [
    [answers, answers.gradeId],
    [answers, answers.reasoningGradeId],
    [evaluationItems, evaluationItems.gradeId],
  ] as const) {
    const rows = await db
      .select({ id: column, count: count() })
      .from(table)
      .where(inArray(column, [...gradeIds]))
      .groupBy(column);
    for (const { id, count } of rows) if (id !== null) counts.set(id, (counts.get(id) ?? 0) + count);
  }
  return counts;
}
