import { AppError, jobCatalog, type ErrorCode, type JobKind, type JobParams } from '@lectern/contract';
import { jobs, tasks, type StageTiming, type Tx } from '@lectern/db';
import { and, count, eq, sql } from 'drizzle-orm';
import type { TxCtx } from '../ctx.ts';
import { insertTasks } from './insert-tasks.ts';
import { notifyAfterCommit } from './notify.ts';
import { removeAfterCommit } from './send-tasks.ts';
import { progressOf, queueOfStage, stageContract } from './stages.ts';
import type { EarlyPlan, JobPlanner, JobRow, Plan, PlanningJob } from './types.ts';
import { isOpen } from './open-tasks.ts';

/** More empty stages in a row than any job has stages: a planner that goes round in circles. */
const maxPlansInARow = 50;

/** What a planner is told about a job; the params are parsed, since the row may be older than the code. */
export function toPlanningJob<K extends JobKind>(kind: K, job: JobRow): PlanningJob<K> {
  return {
    id: job.id,
    kind,
    params: jobCatalog[kind].params.parse(job.params) as JobParams<K>,
    requestedBy: job.requestedBy,
    courseId: job.courseId,
    run: job.run,
    round: job.round,
  };
}

/**
 * Counts after a task of the (locked) job has ended, and plans when it was the stage's last one; before that the planner may
 * start tasks of a later stage, or end the job. Progress never goes back within a run, although another round does.
 */
export async function settleStage(ctx: TxCtx, job: JobRow): Promise<void> {
  const { tx } = ctx.open;
  const open = await tx.$count(tasks, and(ofStage(job.id, job.stage), isOpen));
  const done = Math.max(0, job.total - open);
  const progress = Math.max(job.progress, progressOf(job.kind, job.stage, done, job.total));
  const counted = { ...job, done, progress };
  if (open === 0) return planJob(ctx, counted);
  const early = await askEarly(ctx, counted);
  if (early?.kind === 'end') return endJob(ctx, counted, { state: 'succeeded', result: early.result });
  if (early?.kind === 'start') {
    await insertTasks(ctx, { job, stage: early.stage, round: job.round, tasks: early.tasks, continuing: true });
  }
  await tx
    .update(jobs)
    .set({ done, progress, version: sql`${jobs.version} + 1` })
    .where(eq(jobs.id, job.id));
  notifyAfterCommit(ctx, job.id);
}

function ofStage(jobId: string, stage: string) {
  return and(eq(tasks.jobId, jobId), eq(tasks.stage, stage));
}

/** Asks the planners what comes next until there are tasks to do or the job has ended. The job is locked, its stage complete. */
export async function planJob(ctx: TxCtx, job: JobRow): Promise<void> {
  const now = await readClock(ctx);
  let current: JobRow = { ...job, stages: closeStage(job.stages, now) };
  for (let plans = 0; plans < maxPlansInARow; plans += 1) {
    const plan = await askPlanner(ctx, current);
    if (plan.kind === 'end') return endJob(ctx, current, { state: 'succeeded', result: plan.result });
    if (plan.kind === 'fail') return failJob(ctx, current, plan.code, plan.message, plan.result);
    const round = plan.kind === 'round' ? current.round + 1 : current.round;
    const early = await countEarly(ctx, { ...current, stage: plan.stage, round });
    const total = plan.tasks.length + early.total;
    current = {
      ...current,
      stage: plan.stage,
      round,
      done: early.done,
      total,
      progress: Math.max(current.progress, progressOf(current.kind, plan.stage, early.done, total)),
      stages: [...current.stages, openStage(plan.stage, now)],
    };
    if (total > early.done) {
      await insertTasks(ctx, { job: current, stage: plan.stage, round, tasks: plan.tasks, continuing: true });
      await enterStage(ctx, current);
      return;
    }
    current = { ...current, stages: closeStage(current.stages, now) };
  }
  throw new Error(`the planners of ${job.kind} go round in circles`);
}

/** Tasks of a stage that were started before it was entered. */
async function countEarly(ctx: TxCtx, job: JobRow): Promise<{ total: number; done: number }> {
  const ofRound = and(ofStage(job.id, job.stage), eq(tasks.run, job.run), eq(tasks.round, job.round));
  const [early] = await ctx.open.tx
    .select({ total: count(), done: sql<number>`(count(*) filter (where not ${isOpen}))::int` })
    .from(tasks)
    .where(ofRound);
  return early ?? { total: 0, done: 0 };
}

/** What the planner of the stage under way would do before its end, if anything. */
export async function askEarly<K extends JobKind>(ctx: TxCtx, job: JobRow & { kind: K }): Promise<EarlyPlan<K>> {
  const planner: JobPlanner<K> = ctx.planners[job.kind];
  const stages: Partial<Record<string, (tx: Tx, job: PlanningJob<K>) => Promise<EarlyPlan<K>>>> = planner.early ?? {};
  return stages[job.stage]?.(ctx.open.tx, toPlanningJob(job.kind, job));
}

async function askPlanner<K extends JobKind>(ctx: TxCtx, job: JobRow & { kind: K }): Promise<Plan<K>> {
  const planner: JobPlanner<K> = ctx.planners[job.kind];
  const stages: Partial<Record<string, JobPlanner<K>['stages'][keyof JobPlanner<K>['stages']]>> = planner.stages;
  const plan = stages[job.stage];
  if (!plan) throw new Error(`${job.kind} has no planner for the stage ${job.stage}`);
  return plan(ctx.open.tx, toPlanningJob(job.kind, job));
}

async function enterStage(ctx: TxCtx, job: JobRow): Promise<void> {
  await ctx.open.tx
    .update(jobs)
    .set({
      stage: job.stage,
      queue: queueOfStage(job.kind, job.stage),
      round: job.round,
      done: job.done,
      total: job.total,
      progress: job.progress,
      message: stageContract(job.kind, job.stage).message,
      stages: job.stages,
      planVersion: sql`${jobs.planVersion} + 1`,
      version: sql`${jobs.version} + 1`,
    })
    .where(eq(jobs.id, job.id));
  notifyAfterCommit(ctx, job.id);
}

type Ending =
  | { state: 'succeeded' | 'cancelled'; result: object }
  | { state: 'failed'; code: ErrorCode; message: string; result?: object | undefined };

/** Ends the (locked) job and raises the fence of what is still open. What was accepted already stays. */
export async function endJob(ctx: TxCtx, job: JobRow, ending: Ending): Promise<void> {
  const { tx } = ctx.open;
  const now = await readClock(ctx);
  const waiting = await tx
    .select({ taskId: tasks.id, delivery: tasks.delivery, queue: tasks.queue })
    .from(tasks)
    .where(and(eq(tasks.jobId, job.id), eq(tasks.state, 'queued')));
  if (waiting.length > 0) removeAfterCommit(ctx, waiting);
  await tx
    .update(tasks)
    .set({ state: 'cancelled', fence: sql`${tasks.fence} + 1`, finishedAt: sql`now()`, waitReason: null, waitUntil: null })
    .where(and(eq(tasks.jobId, job.id), isOpen));
  await tx
    .update(jobs)
    .set({
      state: ending.state,
      progress: ending.state === 'succeeded' ? 100 : job.progress,
      done: job.done,
      message: endMessages[ending.state],
      ...(ending.result && { result: jobCatalog[job.kind].result.parse(ending.result) }),
      errorCode: 'code' in ending ? ending.code : null,
      errorMessage: 'code' in ending ? ending.message : null,
      stages: closeStage(job.stages, now),
      startedAt: sql`coalesce(${jobs.startedAt}, ${now})`,
      finishedAt: sql`${now}`,
      version: sql`${jobs.version} + 1`,
    })
    .where(eq(jobs.id, job.id));
  notifyAfterCommit(ctx, job.id);
}

export const endMessages = { succeeded: 'Done', failed: 'Failed', cancelled: 'Cancelled' } as const;

export async function failJob(ctx: TxCtx, job: JobRow, code: ErrorCode, message?: string, result?: object): Promise<void> {
  await endJob(ctx, job, { state: 'failed', code, message: message ?? new AppError(code).message, result });
}

/** The database's clock at this moment, as ISO 8601: workers' own clocks differ. */
export async function readClock(ctx: TxCtx): Promise<string> {
  const [row] = await ctx.open.tx.execute<{ now: string }>(
    sql`select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now`,
  );
  if (!row) throw new Error('the database does not know the time');
  return row.now;
}

export function openStage(name: string, startedAt: string): StageTiming {
  return { name, startedAt, finishedAt: null };
}

export function closeStage(stages: readonly StageTiming[], finishedAt: string): StageTiming[] {
  return stages.map((stage) => (stage.finishedAt === null ? { ...stage, finishedAt } : stage));
}
