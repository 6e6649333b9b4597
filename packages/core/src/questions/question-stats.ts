import type { RejectReason } from '@lectern/contract';
import { courses, jobs, llmCalls, questions } from '@lectern/db';
import { and, count, desc, eq, inArray, isNotNull, sql, type SQL } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { countWhere, one, sum } from '../aggregates.ts';
import { checkCourse, taughtCourses } from '../courses/find-course.ts';
import { reader, type Ctx } from '../ctx.ts';

export interface QuestionStatsView {
  /** Jobs that generate, by how they stand. */
  sets: { succeeded: number; failed: number; cancelled: number; open: number };
  /**
   * `requested` and `accepted`: of all sets that have ended, but those that were handed out again. The others: what is in
   * the bank now.
   */
  questions: { requested: number; accepted: number; draft: number; approved: number; rejected: number };
  /** Of sets that succeeded and were not handed out again; null when there are none. */
  seconds: { p50: number; p95: number } | null;
  calls: number;
  callsFailed: number;
  tokens: { input: number; output: number };
  microdollars: number;
  items: { salvaged: number; lost: number };
  cache: { reusedSets: number; hitRate: number | null };
  /** Most frequent first. */
  rejections: { reason: RejectReason; count: number }[];
}

/**
 * How many questions were made, how fast, at what cost, and why others were turned down: in the courses that the actor teaches, an
 * operator's in all, or in one of them. Calls of single questions that were written anew count too.
 * Errors: `not_found` for the course, `forbidden` for its students.
 */
export async function getQuestionStats(ctx: Ctx, input: { actor: Actor; courseId?: string | undefined }): Promise<QuestionStatsView> {
  const { actor, courseId } = input;
  if (courseId !== undefined) await checkCourse(ctx, { actor, id: courseId, right: 'teach' });
  const inScope = reader(ctx)
    .select({ id: courses.id })
    .from(courses)
    .where(and(taughtCourses(actor), courseId === undefined ? undefined : eq(courses.id, courseId)));
  const [{ reusedSets, requested, accepted, seconds, ...sets }, bank, { salvaged, lost, inputTokens, outputTokens, ...calls }, rejections] =
    await Promise.all([
      readSets(ctx, inArray(jobs.courseId, inScope)),
      readBank(ctx, inArray(questions.courseId, inScope)),
      readCalls(ctx, inArray(jobs.courseId, inScope)),
      readRejections(ctx, inArray(questions.courseId, inScope)),
    ]);
  return {
    sets,
    questions: { requested, accepted, ...bank },
    seconds,
    ...calls,
    tokens: { input: inputTokens, output: outputTokens },
    items: { salvaged, lost },
    cache: { reusedSets, hitRate: sets.succeeded === 0 ? null : reusedSets / sets.succeeded },
    rejections,
  };
}

async function readSets(ctx: Ctx, inScope: SQL) {
  const reused = sql`coalesce(${jobs.result} ->> 'reused', 'false') = 'true'`;
  const made = sql`not ${reused} and ${jobs.state} in ('succeeded', 'failed', 'cancelled')`;
  const [row] = await reader(ctx)
    .select({
      succeeded: countWhere(sql`${jobs.state} = 'succeeded'`),
      failed: countWhere(sql`${jobs.state} = 'failed'`),
      cancelled: countWhere(sql`${jobs.state} = 'cancelled'`),
      open: countWhere(sql`${jobs.state} in ('queued', 'running')`),
      reusedSets: countWhere(sql`${jobs.state} = 'succeeded' and ${reused}`),
      requested: sql<number>`coalesce(sum((${jobs.params} ->> 'count')::int) filter (where ${made}), 0)::int`,
      accepted: sql<number>`coalesce(sum((${jobs.result} ->> 'accepted')::int) filter (where ${made}), 0)::int`,
      // Of first runs: between the request and a retry lies what a person did meanwhile.
      // As JSON: the driver knows nothing of arrays.
      percentiles: sql<number[] | null>`array_to_json(
        percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from ${jobs.finishedAt} - ${jobs.createdAt}))
        filter (where ${jobs.state} = 'succeeded' and not ${reused} and ${jobs.run} = 1))`,
    })
    .from(jobs)
    .where(and(eq(jobs.kind, 'questions.generate'), inScope));
  const { percentiles, ...counts } = one(row);
  const [p50, p95] = percentiles ?? [];
  return { ...counts, seconds: p50 === undefined || p95 === undefined ? null : { p50, p95 } };
}

async function readBank(ctx: Ctx, inScope: SQL) {
  const [row] = await reader(ctx)
    .select({
      draft: countWhere(sql`${questions.state} = 'draft'`),
      approved: countWhere(sql`${questions.state} = 'approved'`),
      rejected: countWhere(sql`${questions.state} = 'rejected'`),
    })
    .from(questions)
    .where(inScope);
  return one(row);
}

async function readCalls(ctx: Ctx, inScope: SQL) {
  const [row] = await reader(ctx)
    .select({
      calls: count(),
      callsFailed: countWhere(sql`${llmCalls.outcome} = 'error'`),
      inputTokens: sum(llmCalls.inputTokens),
      outputTokens: sum(llmCalls.outputTokens),
      microdollars: sum(llmCalls.microdollars),
      salvaged: sum(llmCalls.salvagedItems),
      lost: sum(llmCalls.lostItems),
    })
    .from(llmCalls)
    .innerJoin(jobs, eq(jobs.id, llmCalls.jobId))
    .where(and(inArray(jobs.kind, ['questions.generate', 'questions.regenerate']), inScope));
  return one(row);
}

async function readRejections(ctx: Ctx, inScope: SQL): Promise<QuestionStatsView['rejections']> {
  const rows = await reader(ctx)
    .select({ reason: questions.discardReason, count: count() })
    .from(questions)
    .where(and(eq(questions.state, 'discarded'), isNotNull(questions.discardReason), inScope))
    .groupBy(questions.discardReason)
    .orderBy(desc(count()), questions.discardReason);
  return rows.flatMap(({ reason, count }) => (reason === null ? [] : { reason, count }));
}
