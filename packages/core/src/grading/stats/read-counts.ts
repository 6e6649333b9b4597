import { answers, attempts, type DbOrTx, evaluationItems, grades } from '@lectern/db';
import { sql, type SQL } from 'drizzle-orm';
import { one } from '../../aggregates.ts';
import { isOverride } from './is-override.ts';
import type { StatsScope } from './stats-scope.ts';

/** Of answers, but `grades`: how many different ones they are. */
export interface GradeCounts {
  answers: number;
  grades: number;
  /** That cost no call, since another was the same. */
  shared: number;
  provisional: number;
  /** Whose grade a teacher has replaced by another; those that were confirmed are none. */
  overridden: number;
  flagged: number;
}

/**
 * Answers, and reasonings, by who graded them first: what a teacher has decided on counts as what it was before, which another
 * grade with the same key tells. Teachers' previews are left out.
 */
export async function readCounts(db: DbOrTx, scope: StatsScope): Promise<GradeCounts & { byCode: number }> {
  const [row] = await db.execute<{ [K in keyof (GradeCounts & { byCode: number })]: number }>(sql`
    with graded as (
      select ${countOf(sql`${answers.gradeId}`)} + ${countOf(sql`${answers.reasoningGradeId}`)} + (
          select count(*) from ${evaluationItems} where ${evaluationItems.gradeId} = ${grades.id}) as answers,
        ${grades.askedId} as asked_id, ${grades.basisId} as basis_id, ${grades.part} as part,
        ${grades.answerHash} as answer_hash, ${grades.source} as source, ${grades.builtIn} as built_in, ${isOverride} as overridden,
        jsonb_array_length(${grades.flags}) > 0 as flagged,
        case when ${grades.source} <> 'teacher' then ${grades.source} else (
          select first.source from ${grades} first where first.source <> 'teacher'
            and (first.asked_id, first.basis_id, first.part, first.answer_hash)
              = (${grades.askedId}, ${grades.basisId}, ${grades.part}, ${grades.answerHash})
          limit 1) end as origin
      from ${grades} where ${scope.grades}
    ), model as (select * from graded where origin = 'model' and answers > 0)
    select (select coalesce(sum(answers), 0)::int from graded where origin = 'code') as "byCode",
      coalesce(sum(answers), 0)::int as answers,
      count(distinct (asked_id, basis_id, part, answer_hash))::int as grades,
      (coalesce(sum(answers), 0) - count(distinct (asked_id, basis_id, part, answer_hash)))::int as shared,
      (coalesce(sum(answers) filter (where source = 'model' and built_in), 0))::int as provisional,
      (coalesce(sum(answers) filter (where overridden), 0))::int as overridden,
      (coalesce(sum(answers) filter (where flagged), 0))::int as flagged
    from model`);
  return { ...one(row) };
}

function countOf(counting: SQL): SQL {
  return sql`(
    select count(*) from ${answers} join ${attempts} on ${attempts.id} = ${answers.attemptId}
    where ${counting} = ${grades.id} and ${attempts.kind} <> 'preview')`;
}
