import type { CriterionGrade } from '@lectern/contract';
import { answers, evaluationItems, grades, type Tx } from '@lectern/db';
import { and, eq, inArray, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { v7 as uuidv7 } from 'uuid';
import type { GradeRow } from '../grade-key.ts';

/** What a teacher says in place of a grade; what is left out stays as it is. */
export interface Decision {
  earned: number;
  criteria: CriterionGrade[];
  feedback: string;
  /** Null: it is right as it is. */
  reason: string | null;
  decidedBy: string;
}

/** A teacher's grade in place of another, for the same answer and by the same rubric. The other one stays. */
export function decidedGrade(old: GradeRow, decision: Decision, shared = old.shared): typeof grades.$inferInsert & { id: string } {
  const { courseId, ownerId, askedId, basisId, part, answerHash, possible, flags } = old;
  return {
    id: uuidv7(),
    courseId,
    ownerId,
    askedId,
    basisId,
    part,
    answerHash,
    possible,
    flags,
    shared,
    source: 'teacher',
    confidence: 1,
    supersedesId: old.id,
    ...decision,
  };
}

/** Inserts of more would be one statement too long. */
const rowsPerInsert = 500;

/** Where teachers' grades are to count: wherever the ones did that they supersede, unless it says otherwise. */
interface Reach {
  /** Of this attempt alone. */
  attemptId?: string | undefined;
  /** Wherever one of these counts. */
  inPlaceOf?: readonly string[] | undefined;
}

/** Writes teachers' grades and lets them count. What counts until then is locked. Returns the rows, and for how many answers they count now. */
export async function replaceGrades(
  tx: Tx,
  decided: readonly (typeof grades.$inferInsert & { id: string })[],
  reach: Reach = {},
): Promise<{ rows: GradeRow[]; answers: number }> {
  const rows: GradeRow[] = [];
  let moved = 0;
  for (let from = 0; from < decided.length; from += rowsPerInsert) {
    const inserted = await tx
      .insert(grades)
      .values(decided.slice(from, from + rowsPerInsert))
      .returning();
    rows.push(...inserted);
    moved += await moveAnswers(
      tx,
      inserted.map(({ id }) => id),
      reach,
    );
  }
  return { rows, answers: moved };
}

async function moveAnswers(tx: Tx, ids: string[], { attemptId, inPlaceOf }: Reach): Promise<number> {
  const follows = (counting: AnyPgColumn): SQL | undefined =>
    and(inArray(grades.id, ids), inPlaceOf ? inArray(counting, [...inPlaceOf]) : eq(counting, grades.supersedesId));
  const ofAttempt = attemptId === undefined ? undefined : eq(answers.attemptId, attemptId);
  const byAnswer = await tx
    .update(answers)
    .set({ gradeId: grades.id })
    .from(grades)
    .where(and(follows(answers.gradeId), ofAttempt))
    .returning({ of: answers.attemptId });
  const byReasoning = await tx
    .update(answers)
    .set({ reasoningGradeId: grades.id })
    .from(grades)
    .where(and(follows(answers.reasoningGradeId), ofAttempt))
    .returning({ of: answers.attemptId });
  const byItem =
    attemptId === undefined
      ? await tx
          .update(evaluationItems)
          .set({ gradeId: grades.id })
          .from(grades)
          .where(follows(evaluationItems.gradeId))
          .returning({ of: evaluationItems.evaluationId })
      : [];
  return byAnswer.length + byReasoning.length + byItem.length;
}
