import { AppError, taskCatalog, toAppError, type TaskName } from '@lectern/contract';
import type { Ctx } from '../ctx.ts';
import type { ArrivedDelivery, DeliveryOutcome } from '../ports/index.ts';
import { claimTask, type ClaimOutcome } from './claim-task.ts';
import { failTask, putBackTask } from './fail-task.ts';
import { commitUnderClaim, finishTask } from './finish-task.ts';
import type { HeldTasks } from './held-tasks.ts';
import { ClaimLost, type Claim, type Store, type TaskHandlers, type TaskRow, type TaskRun } from './types.ts';

/** What a handler that does not react to its signal gets before it is given up; the fence keeps its late writes out. */
const abortGraceMs = 5_000;
/** When the ledger itself cannot be reached, the delivery comes again after this. */
const ledgerDownDelayMs = 5_000;
/** Longest that a task is put back for at a time: a key that somebody renews is noticed within it. */
const maxPutBackMs = 60_000;
const minPutBackMs = 1_000;
/** A rate limit that names no time. */
const defaultPutBackMs = 5_000;

interface RunDeliveryInput<D> {
  delivery: ArrivedDelivery;
  handlers: TaskHandlers<D>;
  deps: D;
  held: HeldTasks;
  workerId: string;
  /** Aborts when the worker shuts down: the task is handed back, nothing is counted against it. */
  shutdown: AbortSignal;
}

/** Does one delivery from claim to end and says what the queue has to do with it. Never throws. */
export async function runDelivery<D>(ctx: Ctx, input: RunDeliveryInput<D>): Promise<DeliveryOutcome> {
  let outcome: ClaimOutcome;
  try {
    outcome = await claimTask(ctx, { ...input.delivery, workerId: input.workerId });
  } catch (error) {
    ctx.log.warn({ err: error, ...input.delivery }, 'a delivery could not be claimed');
    return { kind: 'later', delayMs: ledgerDownDelayMs };
  }
  if (outcome.kind === 'drop') return { kind: 'acknowledge' };
  if (outcome.kind === 'later') return outcome;
  return work(ctx, input, outcome);
}

async function work<D>(ctx: Ctx, input: RunDeliveryInput<D>, claimed: ClaimOutcome & { kind: 'claimed' }): Promise<DeliveryOutcome> {
  const { claim, task, job } = claimed;
  const hold = input.held.hold(claim);
  const timeout = AbortSignal.timeout(taskCatalog[task.name].timeoutMs);
  const signal = AbortSignal.any([hold.signal, timeout, input.shutdown]);
  try {
    const run: Omit<TaskRun, 'name' | 'payload'> = {
      ...claim,
      requestedBy: job.requestedBy,
      billedTo: job.billedTo,
      courseId: job.courseId,
      round: task.round,
      signal,
      commit: (store) => commitUnderClaim(ctx, claim, store),
    };
    const store = await untilAborted(callHandler(input, task.name, task, run), signal);
    await finishTask(ctx, claim, store ?? undefined);
    return { kind: 'acknowledge' };
  } catch (error) {
    const cause = timeout.aborted && !(error instanceof ClaimLost) ? new AppError('task_timeout') : error;
    return await settleFailure(ctx, { claim, task, error: cause, shutdown: input.shutdown });
  } finally {
    hold.release();
  }
}

// oxlint-disable-next-line typescript/no-invalid-void-type -- what a handler may return
function callHandler<D, N extends TaskName>(
  input: RunDeliveryInput<D>,
  name: N,
  task: TaskRow,
  run: Omit<TaskRun, 'name' | 'payload'>,
): Promise<Store | void> {
  const payload = taskCatalog[name].payload.parse(task.payload) as TaskRun<N>['payload'];
  return input.handlers[name](input.deps, { ...run, name, payload });
}

/** The work's end, or the abort and a little grace for those who do not listen. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    timer = setTimeout(() => reject(signal.reason), abortGraceMs);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, aborted]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    work.catch(() => {});
  }
}

interface SettleFailureInput {
  claim: Claim;
  task: TaskRow;
  error: unknown;
  shutdown: AbortSignal;
}

async function settleFailure(ctx: Ctx, input: SettleFailureInput): Promise<DeliveryOutcome> {
  const { claim, task, error, shutdown } = input;
  const fields = { taskId: task.id, task: task.name, jobId: task.jobId };
  try {
    if (error instanceof ClaimLost) return { kind: 'acknowledge' };
    if (shutdown.aborted) {
      await putBackTask(ctx, claim, { delayMs: 0 });
      return { kind: 'later', delayMs: 0 };
    }
    const failure = toAppError(error);
    const waiting = waitFor(failure);
    if (waiting) {
      const delayMs = Math.min(maxPutBackMs, waiting.forMs);
      await putBackTask(ctx, claim, { delayMs, waiting });
      return { kind: 'later', delayMs };
    }
    // What nobody can change by trying again is somebody's file or request, not a fault of ours: no stack for it.
    if (failure.retryable) ctx.log.warn({ ...fields, code: failure.code, err: error }, 'a task failed');
    else ctx.log.info({ ...fields, code: failure.code }, 'a task cannot be done');
    return { kind: await failTask(ctx, claim, failure), error: failure };
  } catch (ledgerError) {
    if (ledgerError instanceof ClaimLost) return { kind: 'acknowledge' };
    // The row keeps its claim until the lease is over; then the delivery, or the reconciler, takes it up again.
    ctx.log.error({ ...fields, err: ledgerError }, 'the end of a task could not be written');
    return { kind: 'later', delayMs: ledgerDownDelayMs };
  }
}

/**
 * How long a task waits that did nothing wrong: a limit was used up, or a breaker was open, so that its call was not made.
 * A provider that is down for ever ends the job all the same: each time a breaker lets a call try, the failure of that call
 * carries no `retryAfterMs`, is counted against its task, and the counts of all tasks are finite.
 */
function waitFor({ code, retryAfterMs }: AppError): { reason: 'rate_limited' | 'retrying'; forMs: number } | undefined {
  if (code === 'model_rate_limited') {
    return { reason: 'rate_limited', forMs: Math.max(minPutBackMs, retryAfterMs ?? defaultPutBackMs) };
  }
  if (code !== 'model_unavailable' || retryAfterMs === undefined) return undefined;
  return { reason: 'retrying', forMs: Math.max(minPutBackMs, retryAfterMs) };
}
