import { hostname } from 'node:os';
import type { QueueName } from '@lectern/contract';
import type { ConsumerOptions, DeliveryOutcome } from '@lectern/core';
import { DelayedError, type IQueueBackend, type Job, type Processor, UnrecoverableError, Worker } from 'bullmq';
import { z } from 'zod';
import { DeliveryPayload } from './delivery.ts';
import { pauseAfterFailure } from './pause-after-failure.ts';
import type { QueueStore } from './queue-store.ts';

export class DeliveryWorker extends Worker<unknown, void, string, IQueueBackend> {
  /**
   * For when `close` does not end, because the store is down or a handler will not let go: locks are renewed no longer,
   * and what the handler answers some day is ignored.
   */
  async abandon(): Promise<void> {
    await this.lockManager.close();
    await this.backend.close(true);
  }
}

const policy = {
  // A killed worker's jobs are delivered again after 8 to 23 s; BullMQ's defaults take a minute.
  lockDuration: 15_000,
  stalledInterval: 7_500,
  // Nodes that drain may kill the same task more than once; what does so itself is for the ledger to stop.
  maxStalledCount: 3,
  /** Seconds an idle worker waits for a job before it asks by itself. */
  drainDelay: 5,
  /** Until an outcome is offered again to a store that refused the connection. */
  runRetryDelay: 1_000,
  /** Seconds and numbers, for people to look at; the ledger needs none of them. */
  removeOnComplete: { age: 3_600, count: 100 },
  removeOnFail: { age: 7 * 24 * 3_600, count: 1_000 },
};

export interface WorkerTask {
  queue: QueueName;
  concurrency: number;
  onDelivery: ConsumerOptions['onDelivery'];
  onError(error: Error): void;
}

/** Starts to take jobs at once. */
export function openWorker(store: QueueStore, { queue, concurrency, onDelivery, onError }: WorkerTask): DeliveryWorker {
  // BullMQ passes the signal to functions that declare three parameters, and counts those without a default.
  const deliver: Processor<unknown, void> = async (job, token, signal) => {
    const parsed = DeliveryPayload.safeParse(job.data);
    if (!parsed.success) throw new UnrecoverableError(`Not a delivery: ${z.prettifyError(parsed.error)}`);
    const arrived = { ...parsed.data, stalled: job.stalledCounter > 0 };
    await carryOut(await onDelivery(queue, arrived, signal ?? AbortSignal.any([])), job, token);
  };
  const worker = new DeliveryWorker(
    queue,
    deliver,
    { ...store.options, ...policy, concurrency, name: `${hostname()}-${process.pid}` },
    (...args) => pauseAfterFailure(store.openBackend(...args)),
  );
  worker.on('error', onError);
  return worker;
}

/** BullMQ learns by return or by the kind of what is thrown. */
async function carryOut(outcome: DeliveryOutcome, job: Job<unknown, void>, token: string | undefined): Promise<void> {
  switch (outcome.kind) {
    case 'acknowledge':
      return;
    case 'later':
      await job.moveToDelayed(Date.now() + outcome.delayMs, token);
      throw new DelayedError();
    case 'retry':
      throw outcome.error;
    case 'fail':
      throw unrecoverable(outcome.error);
  }
}

/** BullMQ shows message and stack to the operator. */
function unrecoverable({ message, stack }: Error): UnrecoverableError {
  const error = new UnrecoverableError(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
