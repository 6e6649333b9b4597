import { answers, askedQuestions, grades, regradeItems, type AnswerValue, type DbOrTx, type Tx } from '@lectern/db';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { gradeByCode, needsNoModel } from '../grade-by-code.ts';
import { keyOf } from '../grade-key.ts';
import { keyOfItem } from './batch-regrade.ts';
import { nameOfPart, type PartPlace, readValues } from './read-values.ts';

const itemsPerWrite = 500;

/**
 * Gives the items of a regrade their new grades, as far as the models have not: those that need none by the new key, and those whose
 * answer is the same as one that a model has graded.
 */
export async function fillGrades(tx: Tx, { regradeId, courseId }: { regradeId: string; courseId: string }): Promise<void> {
  const items = await readMissing(tx, regradeId);
  const values = await readValues(tx, items);
  const valued = items.map((item) => ({ ...item, value: values.get(nameOfPart(item)) ?? null }));
  await linkSame(
    tx,
    regradeId,
    valued.filter((item) => !needsNoModel(item)),
  );
  const byCode = valued.filter(needsNoModel);
  for (let from = 0; from < byCode.length; from += itemsPerWrite) {
    const some = byCode.slice(from, from + itemsPerWrite);
    const graded = await gradeByCode(tx, courseId, some);
    await linkItems(
      tx,
      regradeId,
      some.map((item, at) => ({ ...item, gradeId: graded[at]?.id })),
    );
  }
}

type MissingItem = Awaited<ReturnType<typeof readMissing>>[number] & { value: AnswerValue | null };

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

async function linkSame(tx: Tx, regradeId: string, items: readonly MissingItem[]): Promise<void> {
  const { id, askedId, basisId, part, answerHash } = grades;
  const made = await tx
    .selectDistinct({ id, askedId, basisId, part, answerHash })
    .from(regradeItems)
    .innerJoin(grades, eq(id, regradeItems.toGradeId))
    .where(eq(regradeItems.regradeId, regradeId));
  const gradeOf = new Map(made.map((grade) => [keyOf(grade), grade.id]));
  for (let from = 0; from < items.length; from += itemsPerWrite) {
    const some = items.slice(from, from + itemsPerWrite);
    await linkItems(
      tx,
      regradeId,
      some.map((item) => ({ ...item, gradeId: gradeOf.get(keyOf(keyOfItem(item, item.value))) })),
    );
  }
}

async function linkItems(tx: Tx, regradeId: string, items: readonly (PartPlace & { gradeId: string | undefined })[]): Promise<void> {
  const links = items.flatMap(({ attemptId, ordinal, part, gradeId }) =>
    gradeId === undefined ? [] : [{ attempt_id: attemptId, ordinal, part, grade_id: gradeId }],
  );
  if (links.length === 0) return;
  await tx.execute(sql`
    update ${regradeItems} set to_grade_id = link.grade_id
    from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as link (attempt_id uuid, ordinal int, part text, grade_id uuid)
    where ${regradeItems.regradeId} = ${regradeId} and ${regradeItems.attemptId} = link.attempt_id
      and ${regradeItems.ordinal} = link.ordinal and ${regradeItems.part} = link.part`);
}
