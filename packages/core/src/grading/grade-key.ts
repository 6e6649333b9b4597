import type { AnswerPart } from '@lectern/contract';
import { grades, type DbOrTx } from '@lectern/db';
import { and, asc, desc, eq, or, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';

export type GradeRow = typeof grades.$inferSelect;

/** What answers have in common that share a grade. */
export interface GradeKey {
  askedId: string;
  basisId: string;
  part: AnswerPart;
  answerHash: string;
}

export function keyOf({ askedId, basisId, part, answerHash }: GradeKey): string {
  return `${askedId} ${basisId} ${part} ${answerHash}`;
}

/** Always in this order, so that of two transactions that write the same grades neither waits for the other in a circle. */
export function byKey(a: GradeKey, b: GradeKey): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

/** Whether a row has one of these keys, of which there has to be one at least. */
export function hasKey({ askedId, basisId, part, answerHash }: Record<keyof GradeKey, AnyPgColumn>, keys: readonly GradeKey[]): SQL {
  const tuples = keys.map((key) => sql`(${key.askedId}::uuid, ${key.basisId}::uuid, ${key.part}, ${key.answerHash})`);
  return sql`(${askedId}, ${basisId}, ${part}, ${answerHash}) in (${sql.join(tuples, sql`, `)})`;
}

export function gradesByKey(rows: readonly GradeRow[]): Map<string, GradeRow> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/**
 * The grades that count for answers with these keys, by `keyOf`: a teacher's word for all that are the same, newest first, else
 * the code's, else that of this model; null: of none.
 */
export async function findGrades(db: DbOrTx, keys: readonly GradeKey[], model: string | null): Promise<Map<string, GradeRow>> {
  if (keys.length === 0) return new Map();
  const { askedId, basisId, part, answerHash, source } = grades;
  const found = await db
    .selectDistinctOn([askedId, basisId, part, answerHash])
    .from(grades)
    .where(
      and(
        hasKey(grades, keys),
        or(
          and(eq(source, 'teacher'), eq(grades.shared, true)),
          eq(source, 'code'),
          model === null ? undefined : and(eq(source, 'model'), eq(grades.model, model)),
        ),
      ),
    )
    .orderBy(
      asc(askedId),
      asc(basisId),
      asc(part),
      asc(answerHash),
      desc(sql`${source} = 'teacher'`),
      desc(sql`${source} = 'code'`),
      desc(grades.createdAt),
      desc(grades.id),
    );
  return gradesByKey(found);
}
