import { AppError, isFinalState, taskCatalog, type ErrorCode, type JobKind, type JobState } from '@lectern/contract';
import { jobs, queues, taskDurations, tasks, workers, type StageTiming } from '@lectern/db';
import { and, eq, gt, min, sql, type SQL } from 'drizzle-orm';
import { reader, type Ctx } from '../ctx.ts';
import { leaseMs, publishedStaleMs } from './constants.ts';
import { resumesAt } from './resume.ts';
import { stageContract, weightAfter } from './stages.ts';
import type { JobRow } from './types.ts';
import { isOpen } from './open-tasks.ts';

/** Why nothing of a job moves. */
export type WaitingView =
  | { reason: 'in_line'; approxAhead: number }
  | { reason: 'rate_limited'; until: Date }
  | { reason: 'retrying'; failure: number; of: number; at: Date }
  | { reason: 'no_worker' };

/** A job as its requester sees it. */
export interface JobView {
  id: string;
  kind: JobKind;
  state: JobState;
  stage: string | null;
  progress: number;
  message: string;
  waiting?: WaitingView;
  etaSeconds?: number;
  result?: Record<string, unknown>;
  error?: { code: ErrorCode; message: string };
  /** Failed, it is run again by itself then. */
  resumesAt?: Date;
  run: number;
  courseId: string | null;
  done: number;
  total: number;
  stages: StageTiming[];
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  version: number;
}

interface QueueState {
  revision: number;
  workers: number;
  line: [number, number][];
  fresh: boolean;
}

const neverPublished: QueueState = { revision: 0, workers: 0, line: [], fresh: false };

/** What a reader would notice a change of: the row's version, and the revision of what is derived from its queue. */
function tagOf(job: Pick<JobRow, 'version' | 'state'>, queue: Pick<QueueState, 'revision' | 'fresh'>): string {
  if (isFinalState(job.state)) return `${job.version}`;
  // Nobody publishes: what is derived is read live, so the tag must not outlive it for long.
  return queue.fresh ? `${job.version}-${queue.revision}` : `${job.version}-live-${Math.floor(Date.now() / 1_000)}`;
}

const isFresh = sql<boolean>`coalesce(${queues.publishedAt} > now() - ${publishedStaleMs} * interval '1 millisecond', false)`;

/** The ETag of a job, by one query over two primary keys. `visible` is who may see it. Error: `not_found`. */
export async function readJobTag(ctx: Ctx, id: string, visible?: SQL): Promise<{ tag: string; final: boolean }> {
  const [row] = await reader(ctx)
    .select({ version: jobs.version, state: jobs.state, revision: sql<number>`coalesce(${queues.revision}, 0)`, fresh: isFresh })
    .from(jobs)
    .leftJoin(queues, eq(queues.name, jobs.queue))
    .where(and(eq(jobs.id, id), visible));
  if (!row) throw new AppError('not_found', 'There is no such job');
  return { tag: tagOf(row, row), final: isFinalState(row.state) };
}

/** A job from the ledger alone, never from the queue, with its tag. Error: `not_found`. */
export async function readJob(ctx: Ctx, id: string, visible?: SQL): Promise<{ job: JobView; tag: string }> {
  const [row] = await reader(ctx)
    .select({ job: jobs, queue: { revision: queues.revision, workers: queues.workers, line: queues.line }, fresh: isFresh })
    .from(jobs)
    .leftJoin(queues, eq(queues.name, jobs.queue))
    .where(and(eq(jobs.id, id), visible));
  if (!row) throw new AppError('not_found', 'There is no such job');
  return viewOf(ctx, row.job, row.queue ? { ...row.queue, fresh: row.fresh } : neverPublished);
}

export async function getJobView(ctx: Ctx, id: string): Promise<JobView> {
  return (await readJob(ctx, id)).job;
}

/** The jobs as their requester sees them, in the order given. */
export async function viewsOf(ctx: Ctx, rows: readonly JobRow[]): Promise<JobView[]> {
  const published = await reader(ctx)
    .select({ name: queues.name, revision: queues.revision, workers: queues.workers, line: queues.line, fresh: isFresh })
    .from(queues);
  const states = new Map(published.map(({ name, ...state }) => [name, state]));
  return Promise.all(rows.map(async (row) => (await viewOf(ctx, row, states.get(row.queue) ?? neverPublished)).job));
}

async function viewOf(ctx: Ctx, row: JobRow, queue: QueueState): Promise<{ job: JobView; tag: string }> {
  const tag = tagOf(row, queue);
  if (isFinalState(row.state)) return { job: toView(row), tag };
  const [waiting, etaSeconds] = await Promise.all([findWaiting(ctx, row, queue), estimate(ctx, row, queue)]);
  if (waiting) return { job: { ...toView(row), waiting }, tag };
  return { job: { ...toView(row), ...(etaSeconds !== undefined && { etaSeconds }) }, tag };
}

function toView(row: JobRow): JobView {
  const resumes = resumesAt(row);
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    stage: isFinalState(row.state) ? null : row.stage,
    progress: row.progress,
    message: row.message,
    ...(row.result !== null && { result: row.result as Record<string, unknown> }),
    ...(row.errorCode !== null && { error: { code: row.errorCode, message: row.errorMessage ?? '' } }),
    ...(resumes && { resumesAt: resumes }),
    run: row.run,
    courseId: row.courseId,
    done: row.done,
    total: row.total,
    stages: row.stages,
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    version: row.version,
  };
}

/** Why nothing moves: only when no task of the job is running. */
async function findWaiting(ctx: Ctx, job: JobRow, queue: QueueState): Promise<WaitingView | undefined> {
  const open = await reader(ctx)
    .select({
      state: tasks.state,
      name: tasks.name,
      failures: tasks.failures,
      fairStart: tasks.fairStart,
      waitReason: tasks.waitReason,
      waitUntil: tasks.waitUntil,
    })
    .from(tasks)
    .where(and(eq(tasks.jobId, job.id), isOpen))
    .orderBy(sql`${tasks.waitUntil} nulls first`, tasks.fairStart)
    .limit(500);
  if (open.some((task) => task.state === 'running')) return undefined;
  const first = open[0];
  if (!first) return undefined;
  if (!(await hasWorker(ctx, job, queue))) return { reason: 'no_worker' };
  if (first.waitReason === 'rate_limited' && first.waitUntil) return { reason: 'rate_limited', until: first.waitUntil };
  if (first.waitReason === 'retrying' && first.waitUntil) {
    return { reason: 'retrying', failure: first.failures, of: taskCatalog[first.name].attempts, at: first.waitUntil };
  }
  return { reason: 'in_line', approxAhead: aheadOf(queue.line, first.fairStart) };
}

async function hasWorker(ctx: Ctx, job: JobRow, queue: QueueState): Promise<boolean> {
  if (queue.fresh) return queue.workers > 0;
  const [live] = await reader(ctx)
    .select({ since: min(workers.startedAt) })
    .from(workers)
    .where(and(sql`${job.queue} = any(${workers.queues})`, gt(workers.heartbeatAt, sql`now() - ${leaseMs} * interval '1 millisecond'`)));
  return live?.since != null;
}

/** How many tasks stand before a start tag, by the published points of the line. */
export function aheadOf(line: readonly [number, number][], fairStart: number): number {
  let ahead = 0;
  for (const [start, before] of line) {
    if (start > fairStart) break;
    ahead = before;
  }
  return ahead;
}

/** Seconds to the end, from how long such tasks take here; unknown until some were measured. */
async function estimate(ctx: Ctx, job: JobRow, queue: QueueState): Promise<number | undefined> {
  const name = stageContract(job.kind, job.stage).task;
  const [duration] = await reader(ctx).select().from(taskDurations).where(eq(taskDurations.name, name));
  if (!duration || job.total === 0) return undefined;
  const inParallel = Math.max(1, Math.min(job.total, queue.workers));
  const stageMs = (duration.meanMs * job.total) / inParallel;
  const leftMs = stageMs * (1 - job.done / job.total) + stageMs * weightAfter(job.kind, job.stage);
  return Math.ceil(leftMs / 1_000);
}
