import { AnswerPart } from '@lectern/contract';
import { answers, attempts, grades, regradeItems, type DbOrTx } from '@lectern/db';
import { and, count, eq, isNull, sql } from 'drizzle-orm';
import { readAsked } from '../../tests/read-asked.ts';
import { ofStudents } from '../../tests/results/read-attempts.ts';
import { gradeColumns } from '../answer-part.ts';
import { isOverride } from '../stats/is-override.ts';
import { isComparable, measuresDiffer } from './compare-measures.ts';
import type { FoundRegrade } from './find-regrade.ts';

interface ItemCounts {
  questions: number;
  /** That are measured anew. */
  answers: number;
}

type Regrade = FoundRegrade['regrade'];

const isOfItem = and(eq(answers.attemptId, regradeItems.attemptId), eq(answers.ordinal, regradeItems.ordinal));

export async function countItems(db: DbOrTx, regradeId: string): Promise<ItemCounts> {
  const [counts] = await db
    .select({
      questions: sql<number>`count(distinct ${answers.questionId})::int`,
      answers: sql<number>`count(distinct (${answers.attemptId}, ${answers.ordinal}))::int`,
    })
    .from(regradeItems)
    .innerJoin(answers, isOfItem)
    .where(eq(regradeItems.regradeId, regradeId));
  return counts ?? { questions: 0, answers: 0 };
}

/**
 * Answers to its questions that stay as they are: for which another grade has come in between (applied, those go from one to the
 * same), or a teacher's word counts that was given by another version before.
 */
export async function countKept(db: DbOrTx, { id, testId, appliedAt }: Regrade): Promise<number> {
  const counting = sql`(case item.part when 'reasoning' then ${answers.reasoningGradeId} else ${answers.gradeId} end)`;
  const stays = appliedAt === null ? sql`${counting} is distinct from item.from_grade_id` : sql`item.from_grade_id = item.to_grade_id`;
  const [counted] = await db.execute<{ kept: number }>(sql`
    select count(*)::int as kept from (
      select item.attempt_id, item.ordinal
      from ${regradeItems} item
      join ${answers} on ${answers.attemptId} = item.attempt_id and ${answers.ordinal} = item.ordinal
      where item.regrade_id = ${id} and ${stays}
      union
      select ${answers.attemptId}, ${answers.ordinal}
      from ${answers}
      join ${attempts} on ${attempts.id} = ${answers.attemptId}
      join ${basesOf(db, id)} on bases.question_id = ${answers.questionId}
      join ${grades} on ${grades.id} in (${answers.gradeId}, ${answers.reasoningGradeId})
      where ${ofStudents(testId)} and ${isOverride} and ${grades.basisId} <> bases.basis_id and not exists (
        select from ${regradeItems} item where item.regrade_id = ${id}
          and (item.attempt_id, item.ordinal, item.part) = (${answers.attemptId}, ${answers.ordinal}, ${grades.part}))
    ) stay`);
  return counted?.kept ?? 0;
}

/** Answers to its questions that were given, but have no grade yet, and will get one by another key or rubric than it is about. */
export async function countWaiting(db: DbOrTx, { id, testId }: Regrade): Promise<number> {
  const bases = basesOf(db, id);
  const waiting = (
    await Promise.all(
      AnswerPart.options.map(async (part) => {
        const rows = await db
          .select({ askedId: answers.askedId, basisId: bases.basisId, answers: count() })
          .from(answers)
          .innerJoin(attempts, eq(attempts.id, answers.attemptId))
          .innerJoin(bases, eq(bases.questionId, answers.questionId))
          .where(and(ofStudents(testId), eq(attempts.state, 'submitted'), isNull(gradeColumns[part])))
          .groupBy(answers.askedId, bases.basisId);
        return rows.map((row) => ({ ...row, part }));
      }),
    )
  ).flat();
  const copies = await readAsked(
    db,
    waiting.flatMap(({ askedId, basisId }) => [askedId, basisId]),
  );
  return waiting.reduce((sum, { askedId, basisId, part, answers }) => {
    const [asked, basis] = [copies.get(askedId)?.content, copies.get(basisId)?.content];
    const differs = asked && basis && isComparable(part, asked, basis) && measuresDiffer(part, asked, basis);
    return differs ? sum + answers : sum;
  }, 0);
}

/** By what its questions are measured. */
function basesOf(db: DbOrTx, regradeId: string) {
  return db
    .selectDistinct({ questionId: answers.questionId, basisId: regradeItems.basisId })
    .from(regradeItems)
    .innerJoin(answers, isOfItem)
    .where(eq(regradeItems.regradeId, regradeId))
    .as('bases');
}
