import { grades, type Tx } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import type { InjectionFlag } from '@lectern/contract';
import { gradeByCode, needsNoModel } from './grade-by-code.ts';
import { byKey, findGrades, type GradeKey, type GradeRow, keyOf } from './grade-key.ts';
import type { Judgement } from './judge-answer.ts';
import { linkGrades, linkUntilFirm } from './link-grades.ts';
import type { Grading } from './read-units.ts';

/** A grade that a model has given just now. */
export interface NewGrade extends Judgement {
  key: GradeKey;
  flags: InjectionFlag[];
}

interface GradedBy {
  model: string;
  builtIn: boolean;
  jobId: string;
}

/** Keeps grades. Where another task was first with the same key and model, its grade stays. */
export async function storeGrades(tx: Tx, grading: Grading, by: GradedBy, made: readonly NewGrade[]): Promise<void> {
  if (made.length === 0) return;
  const rows = made
    .toSorted((a, b) => byKey(a.key, b.key))
    .map(({ key, ...judged }) => ({
      id: uuidv7(),
      ...grading.place,
      askedId: key.askedId,
      basisId: key.basisId,
      part: key.part,
      answerHash: key.answerHash,
      source: 'model' as const,
      ...by,
      ...judged,
    }));
  await tx.insert(grades).values(rows).onConflictDoNothing();
}

/**
 * Gives the answers of a task the grades that count for them now, as far as there are any: those that need no model get theirs
 * here. Returns all of them by `keyOf`.
 */
export async function linkKnown(tx: Tx, grading: Grading, model: string): Promise<Map<string, GradeRow>> {
  const byCode = grading.units.filter(needsNoModel);
  const keys = [...new Map(grading.units.map(({ key }) => [keyOf(key), key])).values()];
  if (byCode.length > 0) await gradeByCode(tx, grading.place, byCode);
  return linkUntilFirm(
    () => findGrades(tx, keys, model),
    (known) => linkGrades(tx, grading, known),
  );
}
