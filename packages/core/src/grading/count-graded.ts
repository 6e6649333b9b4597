import type { GradeParams, GradeResult } from '@lectern/contract';
import { answers, evaluationItems, grades, regradeItems, regrades, tasks, tests, type Tx } from '@lectern/db';
import { eq, sql, type SQL } from 'drizzle-orm';
import { readMoved } from './regrade/read-moved.ts';

type Counts = Omit<GradeResult, 'cost' | 'moved'>;

interface CountInput {
  id: string;
  params: GradeParams;
}

/** How many answers of a job have a grade, and of which kind: of all that it is for, or of those that its tasks were given. */
export async function countGraded(tx: Tx, { id, params }: CountInput, of: 'all' | 'tasks'): Promise<Counts> {
  const made = sql`(select count(*)::int from ${grades} made where made.job_id = ${id} and made.source = 'model')`;
  const [counts] = await tx.execute<{ graded: number; missing: number; shared: number; provisional: number }>(sql`
    select count(grade.id)::int as graded, (count(*) - count(grade.id))::int as missing,
      greatest(0, (count(*) filter (where grade.source <> 'code'))::int - ${made}) as shared,
      (count(*) filter (where grade.source = 'model' and grade.built_in))::int as provisional
    from (${linksOf(id, params, of)}) link left join ${grades} grade on grade.id = link.grade_id`);
  return counts ? { ...counts } : { graded: 0, missing: 0, shared: 0, provisional: 0 };
}

/** The grade of each answer, or null. */
function linksOf(jobId: string, params: GradeParams, of: 'all' | 'tasks'): SQL {
  const unit = sql`(
    select unit.* from ${tasks} task,
      jsonb_to_recordset(task.payload -> 'units') as unit ("attemptId" uuid, ordinal int, part text)
    where task.job_id = ${jobId} and task.stage = 'grade') unit`;
  switch (params.of) {
    case 'attempt':
      // The job does not grade choices.
      return sql`
        select case when unit.part = 'reasoning' then answer.reasoning_grade_id else answer.grade_id end as grade_id
        from ${unit} join ${answers} answer on answer.attempt_id = ${params.attemptId} and answer.ordinal = unit.ordinal`;
    case 'evaluation':
      return sql`select item.grade_id from ${evaluationItems} item where item.evaluation_id = ${params.evaluationId}`;
    case 'regrade':
      return of === 'all'
        ? sql`select item.to_grade_id as grade_id from ${regradeItems} item where item.regrade_id = ${params.regradeId}`
        : sql`
          select item.to_grade_id as grade_id
          from ${unit} join ${regradeItems} item on item.regrade_id = ${params.regradeId}
            and (item.attempt_id, item.ordinal, item.part) = (unit."attemptId", unit.ordinal, unit.part)`;
  }
}

/** Attempts that move, as who reads the regrade sees them: by the sum of what a question counts, and not where a teacher has decided since. */
export async function countMoved(tx: Tx, regradeId: string): Promise<number> {
  const [found] = await tx
    .select({ regrade: regrades, test: tests })
    .from(regrades)
    .innerJoin(tests, eq(tests.id, regrades.testId))
    .where(eq(regrades.id, regradeId));
  return found ? (await readMoved(tx, found)).length : 0;
}
