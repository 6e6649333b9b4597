import { answers, askedQuestions, regradeItems, type DbOrTx, type Tx } from '@lectern/db';
import { and, eq, isNull } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { keyOfPart, nameOfPart } from '../answer-part.ts';
import { gradeByCode, needsNoModel } from '../grade-by-code.ts';
import { gradesByKey, keyOf } from '../grade-key.ts';
import { linkGrades } from '../link-grades.ts';
import { readMade } from './find-targets.ts';
import { readValues } from './read-values.ts';

const itemsPerWrite = 500;

/**
 * Gives the items of a regrade their new grades, as far as the models have not: those that need none by the new key, and those whose
 * answer is the same as one that a model has graded.
 */
export async function fillGrades(tx: Tx, { regradeId, courseId }: { regradeId: string; courseId: string }): Promise<void> {
  const items = await readMissing(tx, regradeId);
  const values = await readValues(tx, items);
  const units = items.map((item) => {
    const value = values.get(nameOfPart(item)) ?? null;
    return { ...item, value, key: keyOfPart(item, value) };
  });
  const made = new Map((await readMade(tx, regradeId)).map((grade) => [keyOf(grade), grade]));
  const [byCode, byModel] = [units.filter(needsNoModel), units.filter((unit) => !needsNoModel(unit))];
  const params = { of: 'regrade', regradeId } as const;
  for (const some of inParts(byModel)) await linkGrades(tx, { params, units: some }, made);
  for (const some of inParts(byCode)) {
    await linkGrades(tx, { params, units: some }, gradesByKey(await gradeByCode(tx, { courseId }, some)));
  }
}

function inParts<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / itemsPerWrite) }, (_, part) =>
    all.slice(part * itemsPerWrite, (part + 1) * itemsPerWrite),
  );
}

async function readMissing(db: DbOrTx, regradeId: string) {
  const bases = alias(askedQuestions, 'bases');
  const { attemptId, ordinal, part, basisId } = regradeItems;
  return db
    .select({ attemptId, ordinal, part, basisId, askedId: answers.askedId, asked: askedQuestions.content, basis: bases.content })
    .from(regradeItems)
    .innerJoin(answers, and(eq(answers.attemptId, attemptId), eq(answers.ordinal, ordinal)))
    .innerJoin(askedQuestions, eq(askedQuestions.id, answers.askedId))
    .innerJoin(bases, eq(bases.id, basisId))
    .where(and(eq(regradeItems.regradeId, regradeId), isNull(regradeItems.toGradeId)));
}
