import { AppError, isFinalState } from '@lectern/contract';
import { jobs, tasks } from '@lectern/db';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { getCourseRow } from '../courses/find-course.ts';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { findVisibleJob } from './find-job.ts';
import { getJobView, type JobView } from './job-view.ts';
import { lockJob } from './lock.ts';
import { notifyAfterCommit } from './notify.ts';
import { askEarly, endJob, openStage, planJob, readClock } from './plan-job.ts';
import { sendAfterCommit } from './send-tasks.ts';
import { isErasure, progressOf, stageContract } from './stages.ts';
import type { JobRow } from './types.ts';

/** Runs an ended job again under its id. Errors: `not_found`, `job_not_final`, `forbidden`. */
export async function retryJob(ctx: Ctx, input: { actor: Actor; id: string }): Promise<JobView> {
  await findVisibleJob(ctx, input);
  await inTransaction(ctx, async (ctx) => {
    const job = await lockJob(ctx.open.tx, input.id);
    if (!isFinalState(job.state)) throw new AppError('job_not_final');
    // Held: an erasure of the course either finds the job open, or keeps it from being opened.
    await requireTeaching(ctx, input.actor, job, 'share');
    await reopenJob(ctx, job);
    await audit(ctx, { actor: input.actor, action: 'job.retried', subject: { type: 'job', id: job.id }, detail: { kind: job.kind } });
  });
  return getJobView(ctx, input.id);
}

/** For who teaches the course; of jobs without one, and erasures, for whoever sees it. Error: `forbidden`. */
export async function requireTeaching(ctx: TxCtx, actor: Actor, { kind, courseId }: JobRow, lock?: 'share'): Promise<void> {
  if (courseId === null || isErasure(kind)) return;
  await getCourseRow(ctx, { actor, id: courseId, right: 'teach', ...(lock && { lock }) });
}

/**
 * Reopens the (locked, ended) job as its next run: finished tasks are kept, the failed and cancelled ones of its last
 * stage start anew, and where there are none the planner is asked again (a shortfall gets another chance).
 */
export async function reopenJob(ctx: TxCtx, job: JobRow): Promise<void> {
  const { tx } = ctx.open;
  if (job.state === 'succeeded' && (await endsAtOnce(ctx, job))) return;
  const again = await tx
    .update(tasks)
    .set({
      state: 'queued',
      failures: 0,
      crashes: 0,
      delivery: sql`${tasks.delivery} + 1`,
      fence: sql`${tasks.fence} + 1`,
      sentAt: null,
      workerId: null,
      finishedAt: null,
      errorCode: null,
      errorMessage: null,
    })
    .where(and(eq(tasks.jobId, job.id), eq(tasks.stage, job.stage), inArray(tasks.state, ['failed', 'cancelled'])))
    .returning({ id: tasks.id });
  // Of the last round, or of earlier ones too.
  const total = Math.max(job.total, again.length);
  const done = total - again.length;
  const reopened: JobRow = {
    ...job,
    run: job.run + 1,
    round: 0,
    done,
    total,
    progress: progressOf(job.kind, job.stage, done, total),
    stages: [openStage(job.stage, await readClock(ctx))],
  };
  await tx
    .update(jobs)
    .set({
      state: 'queued',
      run: reopened.run,
      round: 0,
      done,
      total,
      progress: reopened.progress,
      message: stageContract(job.kind, job.stage).message,
      stages: reopened.stages,
      // An erasure's receipt goes on where it was: what is gone cannot be counted again.
      ...(!isErasure(job.kind) && { result: null }),
      errorCode: null,
      errorMessage: null,
      startedAt: null,
      finishedAt: null,
      version: sql`${jobs.version} + 1`,
    })
    .where(eq(jobs.id, job.id));
  notifyAfterCommit(ctx, job.id);
  if (again.length === 0) return planJob(ctx, reopened);
  sendAfterCommit(
    ctx,
    again.map((task) => task.id),
  );
}

/** A job that ended before all of its tasks had, since it had all it wanted, ends as its next run without a call. */
async function endsAtOnce(ctx: TxCtx, job: JobRow): Promise<boolean> {
  const early = await askEarly(ctx, job);
  if (early?.kind !== 'end') return false;
  const run = job.run + 1;
  await ctx.open.tx.update(jobs).set({ run, round: 0, startedAt: null }).where(eq(jobs.id, job.id));
  await endJob(ctx, { ...job, run, stages: [openStage(job.stage, await readClock(ctx))] }, { state: 'succeeded', result: early.result });
  return true;
}
