import type { AnswerPart } from '@lectern/contract';
import { grades, type DbOrTx } from '@lectern/db';
import { and, asc, desc, eq, or, sql } from 'drizzle-orm';

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

/**
 * The grades that count for answers with these keys, by `keyOf`: a teacher's word for all that are the same, newest first, else
 * the code's, else that of this model.
 */
export async function findGrades(db: DbOrTx, keys: readonly GradeKey[], model: string): Promise<Map<string, GradeRow>> {
  if (keys.length === 0) return new Map();
  const wanted = sql.join(
    keys.map(({ askedId, basisId, part, answerHash }) => sql`(${askedId}::uuid, ${basisId}::uuid, ${part}, ${answerHash})`),
    sql`, `,
  );
  const { askedId, basisId, part, answerHash, source } = grades;
  const found = await db
    .selectDistinctOn([askedId, basisId, part, answerHash])
    .from(grades)
    .where(
      and(
        sql`(${askedId}, ${basisId}, ${part}, ${answerHash}) in (${wanted})`,
        or(eq(source, 'code'), and(eq(source, 'model'), eq(grades.model, model)), and(eq(source, 'teacher'), eq(grades.shared, true))),
      ),
    )
    .orderBy(
      asc(askedId),
      asc(basisId),
      asc(part),
      asc(answerHash),
      desc(sql`${source} = 'teacher'`),
      desc(grades.createdAt),
      desc(grades.id),
    );
  return new Map(found.map((grade) => [keyOf(grade), grade]));
}
