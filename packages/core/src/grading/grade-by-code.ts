import { grades, type AnswerValue, type AskedContent, type Tx } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import { hashAnswer, isBlank } from './answer-hash.ts';
import { byKey, findGrades, type GradeKey, type GradeRow, keyOf } from './grade-key.ts';
import { isObjective, type Points, scoreObjective, sumOf } from './score-objective.ts';

/** An answer that needs no model: to an objective question, or to none at all. */
export interface CodeGraded {
  askedId: string;
  asked: AskedContent;
  /** Whose key counts; the question as it was asked, but for a regrade. */
  basisId: string;
  basis: AskedContent;
  part: 'answer' | 'reasoning';
  value: AnswerValue | null;
}

/** What grades belong to, and are erased with: the id of a course, or whose evaluation it is. */
export type GradePlace = string | { ownerId: string };

export function columnsOf(place: GradePlace): { courseId: string | null; ownerId: string | null } {
  return typeof place === 'string' ? { courseId: place, ownerId: null } : { courseId: null, ownerId: place.ownerId };
}

/** Whether the code alone can grade it. */
export function needsNoModel({ part, basis, value }: Pick<CodeGraded, 'part' | 'basis' | 'value'>): boolean {
  return isBlank(value) || (part === 'answer' && isObjective(basis.type));
}

/**
 * The grades of such answers, in their order: made where there is none yet. Equal answers share one, and a teacher's word for it
 * counts. To be called in the transaction that links them.
 */
export async function gradeByCode(tx: Tx, place: GradePlace, items: readonly CodeGraded[]): Promise<GradeRow[]> {
  const keys = items.map(({ askedId, basisId, asked, part, value }): GradeKey => ({
    askedId,
    basisId,
    part,
    // What was left blank is one answer, in whichever way it was.
    answerHash: hashAnswer(asked.type, isBlank(value) ? null : value),
  }));
  const rows = items.map((item, at) => ({ key: keys[at], item })).flatMap(({ key, item }) => (key ? [{ ...key, ...pointsOf(item) }] : []));
  const distinct = [...new Map(rows.map((row) => [keyOf(row), row])).values()].toSorted(byKey);
  const known = await findGrades(tx, distinct, '');
  const missing = distinct.filter((row) => !known.has(keyOf(row)));
  const made = await insertGrades(tx, place, missing);
  // Where somebody else was first, theirs counts.
  const all = made.length < missing.length ? await findGrades(tx, distinct, '') : byKeys([...known.values(), ...made]);
  return keys.map((key) => {
    const grade = all.get(keyOf(key));
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
    .values(missing.map((row) => ({ id: uuidv7(), ...columnsOf(place), ...row, source: 'code' as const, confidence: 1 })))
    .onConflictDoNothing()
    .returning();
}

function byKeys(rows: readonly GradeRow[]): Map<string, GradeRow> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}

function pointsOf({ asked, basis, part, value }: CodeGraded): Points & { feedback: string } {
  const feedback = isBlank(value) ? 'No answer was given.' : '';
  if (part === 'reasoning') return { earned: 0, possible: sumOf(basis.reasoningRubric), feedback };
  return { ...scoreObjective(asked, basis, value), feedback };
}
