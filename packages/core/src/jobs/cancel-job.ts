import { AppError, isFinalState, type JobKind } from '@lectern/contract';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { findVisibleJob } from './find-job.ts';
import { getJobView, type JobView } from './job-view.ts';
import { isErasure } from './stages.ts';
import { lockJob } from './lock.ts';
import { endJob, toPlanningJob } from './plan-job.ts';
import { requireTeaching } from './retry-job.ts';
import type { JobPlanner, JobRow } from './types.ts';

/**
 * Ends a job at once: from the commit on nobody can write for it. What was accepted already stays, and the result says
 * what there is. Errors: `not_found`; `job_not_open`; `conflict` for an erasure; `forbidden` for who does not teach the course of
 * answers that are being graded.
 */
export async function cancelJob(ctx: Ctx, input: { actor: Actor; id: string }): Promise<JobView> {
  await findVisibleJob(ctx, input);
  await inTransaction(ctx, async (ctx) => {
    const job = await lockJob(ctx.open.tx, input.id);
    if (isFinalState(job.state)) throw new AppError('job_not_open');
    if (isErasure(job.kind)) throw new AppError('conflict', 'An erasure cannot be cancelled: it has begun, and goes on until all is gone');
    if (job.kind === 'answers.grade') await requireTeaching(ctx, input.actor, job);
    await cancelLockedJob(ctx, job);
    await audit(ctx, { actor: input.actor, action: 'job.cancelled', subject: { type: 'job', id: job.id }, detail: { kind: job.kind } });
  });
  return getJobView(ctx, input.id);
}

/** Ends the (locked, open) job as cancelled. */
export async function cancelLockedJob(ctx: TxCtx, job: JobRow): Promise<void> {
  await endJob(ctx, job, { state: 'cancelled', result: await summarize(ctx, job) });
}

function summarize<K extends JobKind>(ctx: TxCtx, job: JobRow & { kind: K }): Promise<object> {
  const planner: JobPlanner<K> = ctx.planners[job.kind];
  return planner.summarize(ctx.open.tx, toPlanningJob(job.kind, job));
}
