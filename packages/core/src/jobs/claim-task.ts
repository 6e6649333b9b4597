import { jobs, tasks } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import type { ArrivedDelivery } from '../ports/index.ts';
import { leaseMs } from './constants.ts';
import { recordCrash } from './crash.ts';
import { advanceClock } from './fair-start.ts';
import { notifyAfterCommit } from './notify.ts';
import { openStage, readClock } from './plan-job.ts';
import { reopenJob } from './retry-job.ts';
import type { Claim, JobRow, TaskRow } from './types.ts';

export type ClaimOutcome =
  | { kind: 'claimed'; claim: Claim; task: TaskRow; job: JobRow }
  /** Old, done, cancelled, failed for good or unknown: nothing to do with this delivery. */
  | { kind: 'drop' }
  /** Its holder is alive: the delivery has to come again. */
  | { kind: 'later'; delayMs: number };

const overdue = sql<boolean>`coalesce(${tasks.heartbeatAt} < now() - ${leaseMs} * interval '1 millisecond', true)`;
/** Longer than the queue takes to notice a dead worker. */
const failedLongAgo = sql<boolean>`coalesce(${tasks.finishedAt} < now() - interval '1 minute', false)`;

/** Takes a delivered task by compare-and-set and raises its fence. */
export async function claimTask(ctx: Ctx, input: ArrivedDelivery & { workerId: string }): Promise<ClaimOutcome> {
  // The job's id first, without a lock: the job has to be locked before the task.
  const [known] = await ctx.db.select({ jobId: tasks.jobId }).from(tasks).where(eq(tasks.id, input.taskId));
  if (!known) return { kind: 'drop' };
  return inTransaction(ctx, async (ctx) => {
    const [job] = await ctx.open.tx.select().from(jobs).where(eq(jobs.id, known.jobId)).for('no key update');
    const [found] = await ctx.open.tx
      .select({ task: tasks, overdue, failedLongAgo })
      .from(tasks)
      .where(eq(tasks.id, input.taskId))
      .for('no key update');
    if (!job || !found || found.task.delivery !== input.delivery) return { kind: 'drop' };
    return decide(ctx, { job, ...found, ...input });
  });
}

interface Decision {
  job: JobRow;
  task: TaskRow;
  overdue: boolean;
  failedLongAgo: boolean;
  stalled: boolean;
  workerId: string;
}

async function decide(ctx: TxCtx, { job, task, overdue, failedLongAgo, stalled, workerId }: Decision): Promise<ClaimOutcome> {
  switch (task.state) {
    case 'done':
    case 'cancelled':
      return { kind: 'drop' };
    case 'failed':
      // A failed task comes again because its worker died before the queue heard of the failure, or because an operator
      // pressed retry in the queue's board: that means the job.
      if (job.state === 'failed' && (!stalled || failedLongAgo)) await reopenJob(ctx, job);
      return { kind: 'drop' };
    case 'running': {
      if (!overdue) return { kind: 'later', delayMs: leaseMs };
      const crashes = await recordCrash(ctx, job, task);
      return crashes.givenUp ? { kind: 'drop' } : take(ctx, job, crashes.task, workerId);
    }
    case 'queued':
      return take(ctx, job, task, workerId);
  }
}

/** Task, job and the queue's clock in one statement: all tasks of a stage wait for the job's lock, one after the other. */
async function take(ctx: TxCtx, job: JobRow, task: TaskRow, workerId: string): Promise<ClaimOutcome> {
  const { tx } = ctx.open;
  const stages = job.stages.length === 0 ? [openStage(job.stage, await readClock(ctx))] : job.stages;
  const taken = tx.$with('taken').as(
    tx
      .update(tasks)
      .set({
        state: 'running',
        fence: sql`${tasks.fence} + 1`,
        workerId,
        heartbeatAt: sql`now()`,
        startedAt: sql`now()`,
        waitReason: null,
        waitUntil: null,
      })
      .where(eq(tasks.id, task.id))
      .returning(),
  );
  const running = tx.$with('running').as(
    tx
      .update(jobs)
      .set({ state: 'running', startedAt: sql`coalesce(${jobs.startedAt}, now())`, stages, version: sql`${jobs.version} + 1` })
      .where(eq(jobs.id, job.id))
      .returning({ id: jobs.id }),
  );
  const clock = tx.$with('clock').as(advanceClock(tx, task.queue, task.fairStart));
  const [claimed] = await tx.with(taken, running, clock).select().from(taken);
  if (!claimed) return { kind: 'drop' };
  notifyAfterCommit(ctx, job.id);
  return { kind: 'claimed', claim: { taskId: task.id, jobId: job.id, fence: claimed.fence }, task: claimed, job };
}
