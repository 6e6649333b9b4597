import { answers, attempts, evaluationItems, type DbOrTx } from '@lectern/db';
import { count, countDistinct, eq, inArray, or } from 'drizzle-orm';

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

/** In how many tests a grade counts; practice is of none. */
export async function countTests(db: DbOrTx, gradeId: string): Promise<number> {
  const [counted] = await db
    .select({ tests: countDistinct(attempts.testId) })
    .from(answers)
    .innerJoin(attempts, eq(attempts.id, answers.attemptId))
    .where(or(eq(answers.gradeId, gradeId), eq(answers.reasoningGradeId, gradeId)));
  return counted?.tests ?? 0;
}
