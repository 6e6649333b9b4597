import { type DbOrTx, jobs, llmCalls } from '@lectern/db';
import { count, eq, sql } from 'drizzle-orm';
import { countWhere, one, sum } from '../../aggregates.ts';
import type { StatsScope } from './stats-scope.ts';

/** Jobs that grade by how they stand, and how long those that succeeded took. */
export async function readJobs(db: DbOrTx, scope: StatsScope) {
  const [row] = await db
    .select({
      succeeded: countWhere(sql`${jobs.state} = 'succeeded'`),
      failed: countWhere(sql`${jobs.state} = 'failed'`),
      cancelled: countWhere(sql`${jobs.state} = 'cancelled'`),
      open: countWhere(sql`${jobs.state} in ('queued', 'running')`),
      // Of first runs: between the request and a retry lies what a person did meanwhile. As JSON: the driver knows nothing of arrays.
      percentiles: sql<number[] | null>`array_to_json(
        percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from ${jobs.finishedAt} - ${jobs.createdAt}))
        filter (where ${jobs.state} = 'succeeded' and ${jobs.run} = 1))`,
    })
    .from(jobs)
    .where(scope.jobs);
  const { percentiles, ...counts } = one(row);
  const [p50, p95] = percentiles ?? [];
  return { ...counts, seconds: p50 === undefined || p95 === undefined ? null : { p50, p95 } };
}

/** What they asked models for. */
export async function readCalls(db: DbOrTx, scope: StatsScope) {
  const [row] = await db
    .select({
      calls: count(),
      callsFailed: countWhere(sql`${llmCalls.outcome} = 'error'`),
      inputTokens: sum(llmCalls.inputTokens),
      cachedTokens: sum(llmCalls.cachedTokens),
      outputTokens: sum(llmCalls.outputTokens),
      microdollars: sum(llmCalls.microdollars),
    })
    .from(llmCalls)
    .innerJoin(jobs, eq(jobs.id, llmCalls.jobId))
    .where(scope.jobs);
  return one(row);
}
