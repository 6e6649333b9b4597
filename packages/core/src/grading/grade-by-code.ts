import type { AnswerPart } from '@lectern/contract';
import { grades, type AnswerValue, type AskedContent, type Tx } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import { isBlank } from './answer-hash.ts';
import { keyOfPart } from './answer-part.ts';
import { byKey, findGrades, type GradeKey, type GradeRow, gradesByKey, keyOf } from './grade-key.ts';
import { isObjective, type Points, scoreObjective, sumOf } from './score-objective.ts';

/** An answer that needs no model: to an objective question, or one left blank. */
export interface CodeGraded {
  askedId: string;
  asked: AskedContent;
  /** Whose key counts; the question as it was asked, but for a regrade. */
  basisId: string;
  basis: AskedContent;
  part: AnswerPart;
  value: AnswerValue | null;
}

/** What grades belong to, and are erased with: a course, or the person whose evaluation it is. */
export type GradePlace = { courseId: string } | { ownerId: string };

/** Whether the code alone can grade it. */
export function needsNoModel({ part, basis, value }: Pick<CodeGraded, 'part' | 'basis' | 'value'>): boolean {
  return isBlank(value) || (part === 'answer' && isObjective(basis.type));
}

/**
 * The grades of such answers, in their order: made where there is none yet. Equal answers share one, and a teacher's word for it
 * counts. To be called in the transaction that links them.
 */
export async function gradeByCode(tx: Tx, place: GradePlace, items: readonly CodeGraded[]): Promise<GradeRow[]> {
  const rows = items.map((item) => ({ ...keyOfPart(item, item.value), ...pointsOf(item) }));
  const distinct = [...new Map(rows.map((row) => [keyOf(row), row])).values()].toSorted(byKey);
  const known = await findGrades(tx, distinct, null);
  const missing = distinct.filter((row) => !known.has(keyOf(row)));
  const made = await insertGrades(tx, place, missing);
  // Where somebody else was first, theirs counts.
  const all = made.length < missing.length ? await findGrades(tx, distinct, null) : gradesByKey([...known.values(), ...made]);
  return rows.map((row) => {
    const grade = all.get(keyOf(row));
    if (!grade) throw new Error('a grade that was just made is not there');
    return grade;
  });
}

async function insertGrades(
  tx: Tx,
  place: GradePlace,
  missing: readonly (GradeKey & Points & { feedback: string })[],
): Promise<GradeRow[]> {
  if (missing.length === 0) return [];
  return tx
    .insert(grades)
    .values(missing.map((row) => ({ id: uuidv7(), ...place, ...row, source: 'code' as const, confidence: 1 })))
    .onConflictDoNothing()
    .returning();
}

function pointsOf({ asked, basis, part, value }: CodeGraded): Points & { feedback: string } {
  const feedback = isBlank(value) ? 'No answer was given.' : '';
  if (part === 'reasoning') return { earned: 0, possible: sumOf(basis.reasoningRubric), feedback };
  return { ...scoreObjective(asked, basis, value), feedback };
}
