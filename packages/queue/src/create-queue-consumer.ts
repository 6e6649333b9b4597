import type { ConsumerOptions, DeliveryOutcome, QueueConsumer } from '@lectern/core';
import { openStore } from './open-store.ts';
import { type DeliveryWorker, openWorker } from './open-worker.ts';
import type { QueueConfig } from './queue-config.ts';
import type { QueueStore } from './queue-store.ts';
import { quieten } from './quieten.ts';
import { settleWithin } from './time-limit.ts';

const limits = {
  /** For the first connection; it is tried further in the background. */
  startMs: 5_000,
  /** For handlers to notice that they have to let go. */
  handBackMs: 3_000,
  /** For the last outcomes to reach the store; for giving up on that; for closing the connections. */
  closeMs: 2_000,
};

/**
 * Takes deliveries from the queue. `start` does not fail while the store is down: deliveries come as soon as it is up.
 * `stop` lasts at most `graceMs` and 9 s more; it hands back what its handlers answer with `later` when aborted, and
 * leaves what they do not let go of to the queue's stall detection.
 */
export function createQueueConsumer(config: QueueConfig, options: ConsumerOptions): QueueConsumer {
  const report = quieten(options.onError);
  const handling = new Set<Promise<DeliveryOutcome>>();
  let opened: { store: QueueStore; workers: DeliveryWorker[] } | undefined;
  let stopped: Promise<void> | undefined;

  const onError = (error: Error): void => {
    if (!stopped) report(error);
  };

  const onDelivery: ConsumerOptions['onDelivery'] = async (...delivery) => {
    // Fetched in the moment of stopping.
    if (stopped) return { kind: 'later', delayMs: 0 };
    const outcome = options.onDelivery(...delivery);
    handling.add(outcome);
    try {
      return await outcome;
    } finally {
      handling.delete(outcome);
    }
  };

  async function stop({ store, workers }: NonNullable<typeof opened>, graceMs: number): Promise<void> {
    const closed = Promise.allSettled(workers.map((worker) => worker.close()));
    const idle = Promise.allSettled(handling);
    if (!(await settleWithin(idle, graceMs)).inTime) {
      for (const worker of workers) worker.cancelAllJobs();
      await settleWithin(idle, limits.handBackMs);
    }
    if (!(await settleWithin(closed, limits.closeMs)).inTime) {
      await settleWithin(Promise.allSettled(workers.map((worker) => worker.abandon())), limits.closeMs);
    }
    await settleWithin(store.close(), limits.closeMs);
  }

  return {
    async start() {
      const store = openStore(config, { role: 'consumer', workers: options.queues.length }, onError);
      const workers = options.queues.map(({ name, concurrency }) => openWorker(store, { queue: name, concurrency, onDelivery, onError }));
      opened = { store, workers };
      await settleWithin(Promise.allSettled(workers.map((worker) => worker.waitUntilReady())), limits.startMs);
    },
    async stop(graceMs) {
      if (opened) stopped ??= stop(opened, graceMs);
      await stopped;
    },
  };
}
