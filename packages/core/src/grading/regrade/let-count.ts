import { answers, grades, regradeItems, regrades, type Tx } from '@lectern/db';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';

/**
 * Lets the new grades of a regrade count where the old ones still do: a teacher's word since then stays. The old grades are held,
 * so that whoever decides on one of them decides before or after, for all of its answers.
 */
export async function letCount(tx: Tx, regradeId: string, appliedBy: string): Promise<void> {
  const from = tx.select({ id: regradeItems.fromGradeId }).from(regradeItems).where(eq(regradeItems.regradeId, regradeId));
  await tx.select({ id: grades.id }).from(grades).where(inArray(grades.id, from)).orderBy(asc(grades.id)).for('update');
  for (const [part, column] of [
    ['answer', answers.gradeId],
    ['reasoning', answers.reasoningGradeId],
  ] as const) {
    await tx.execute(sql`
      update ${answers} set ${sql.identifier(column.name)} = item.to_grade_id
      from ${regradeItems} item
      where item.regrade_id = ${regradeId} and item.part = ${part} and item.to_grade_id is not null
        and ${answers.attemptId} = item.attempt_id and ${answers.ordinal} = item.ordinal and ${column} = item.from_grade_id`);
  }
  await tx
    .update(regrades)
    .set({ appliedAt: sql`now()`, appliedBy })
    .where(and(eq(regrades.id, regradeId), sql`${regrades.appliedAt} is null`));
}
