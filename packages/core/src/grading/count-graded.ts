import type { GradeParams, GradeResult } from '@lectern/contract';
import { answers, evaluationItems, grades, regradeItems, tasks, type Tx } from '@lectern/db';
import { sql, type SQL } from 'drizzle-orm';

type Counts = Omit<GradeResult, 'cost' | 'moved'>;

interface CountInput {
  id: string;
  params: GradeParams;
}

/** How many answers of a job have a grade, and of which kind: of all that it is for, or of those that its tasks were given. */
export async function countGraded(tx: Tx, { id, params }: CountInput, of: 'all' | 'tasks'): Promise<Counts> {
  const made = sql`(select count(*)::int from ${grades} made where made.job_id = ${id} and made.source = 'model')`;
  const [counts] = await tx.execute<{ graded: number; missing: number; shared: number; provisional: number; flagged: number }>(sql`
    select count(grade.id)::int as graded, (count(*) - count(grade.id))::int as missing,
      greatest(0, (count(*) filter (where grade.source <> 'code'))::int - ${made}) as shared,
      (count(*) filter (where grade.source = 'model' and grade.built_in))::int as provisional,
      (count(*) filter (where jsonb_array_length(grade.flags) > 0))::int as flagged
    from (${linksOf(id, params, of)}) link left join ${grades} grade on grade.id = link.grade_id`);
  return counts ? { ...counts } : { graded: 0, missing: 0, shared: 0, provisional: 0, flagged: 0 };
}

/** The grade of each answer, or null. */
function linksOf(jobId: string, params: GradeParams, of: 'all' | 'tasks'): SQL {
  const unit = sql`(
    select unit.* from ${tasks} task,
      jsonb_to_recordset(task.payload -> 'units') as unit ("attemptId" uuid, ordinal int, part text)
    where task.job_id = ${jobId} and task.stage = 'grade') unit`;
  switch (params.of) {
    case 'attempt':
      // Choices are none of the job's.
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

/** Attempts whose score another grade changes. */
export async function countMoved(tx: Tx, regradeId: string): Promise<number> {
  const [row] = await tx.execute<{ moved: number }>(sql`
    select count(distinct item.attempt_id)::int as moved
    from ${regradeItems} item join ${grades} was on was.id = item.from_grade_id join ${grades} now on now.id = item.to_grade_id
    where item.regrade_id = ${regradeId}
      and was.earned / greatest(was.possible, 1) is distinct from now.earned / greatest(now.possible, 1)`);
  return row?.moved ?? 0;
}
