import { type AppError, taskCatalog } from '@lectern/contract';
import { jobs, tasks } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { lockClaimed } from './lock.ts';
import { notifyAfterCommit } from './notify.ts';
import { failJob, settleStage } from './plan-job.ts';
import { stageContract } from './stages.ts';
import type { Claim, JobRow, TaskRow } from './types.ts';

/**
 * Counts a failure. Below the limit, and if the error may pass, the task is queued again: `retry` means that the queue
 * has to back off and deliver once more. At the limit it fails for good: `fail`. Throws `ClaimLost`.
 */
export async function failTask(ctx: Ctx, claim: Claim, error: AppError): Promise<'retry' | 'fail'> {
  return inTransaction(ctx, async (ctx) => {
    const { job, task } = await lockClaimed(ctx.open.tx, claim);
    const contract = taskCatalog[task.name];
    const failures = task.failures + 1;
    if (!error.retryable || failures >= contract.attempts) {
      await giveUpTask(ctx, job, { ...task, failures }, error);
      return 'fail';
    }
    // The queue's back-off at its longest; half of it is jitter.
    const delayMs = contract.backoffMs * 2 ** (failures - 1);
    await queueAgain(ctx, job, task, { failures, delayMs, waiting: { reason: 'retrying', forMs: delayMs }, error });
    return 'retry';
  });
}

interface PutBackInput {
  /** Until it is delivered again. */
  delayMs: number;
  /** Why it waits, for people, and for how long it probably has to: `delayMs` may be the first of several tries. */
  waiting?: { reason: 'rate_limited' | 'retrying'; forMs: number };
}

/** Hands a task back without counting anything against it: rate limit, open breaker, shutdown. Throws `ClaimLost`. */
export async function putBackTask(ctx: Ctx, claim: Claim, input: PutBackInput): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { job, task } = await lockClaimed(ctx.open.tx, claim);
    await queueAgain(ctx, job, task, { failures: task.failures, ...input });
  });
}

interface QueueAgainInput extends PutBackInput {
  failures: number;
  error?: AppError;
}

async function queueAgain(ctx: TxCtx, job: JobRow, task: TaskRow, input: QueueAgainInput): Promise<void> {
  const { tx } = ctx.open;
  await tx
    .update(tasks)
    .set({
      state: 'queued',
      failures: input.failures,
      workerId: null,
      waitReason: input.waiting?.reason ?? null,
      waitUntil: input.waiting ? sql`now() + ${input.waiting.forMs} * interval '1 millisecond'` : null,
      // It is in the queue, delayed: looked up there only a while after it should have come.
      sentAt: sql`now() + ${input.delayMs} * interval '1 millisecond'`,
      errorCode: input.error?.code ?? null,
      errorMessage: input.error?.message ?? null,
    })
    .where(eq(tasks.id, task.id));
  await tx
    .update(jobs)
    .set({ version: sql`${jobs.version} + 1` })
    .where(eq(jobs.id, job.id));
  notifyAfterCommit(ctx, job.id);
}

/** The (locked) task fails for good; whether its job does is the stage's contract. */
export async function giveUpTask(ctx: TxCtx, job: JobRow, task: TaskRow, error: AppError): Promise<void> {
  await ctx.open.tx
    .update(tasks)
    .set({
      state: 'failed',
      failures: task.failures,
      finishedAt: sql`now()`,
      waitReason: null,
      waitUntil: null,
      errorCode: error.code,
      errorMessage: error.message,
    })
    .where(eq(tasks.id, task.id));
  if (stageContract(job.kind, task.stage).onFailure === 'continue') return settleStage(ctx, job);
  await failJob(ctx, job, error.code, error.message);
}
