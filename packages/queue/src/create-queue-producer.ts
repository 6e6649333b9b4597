import type { QueueName } from '@lectern/contract';
import type { Delivery, QueueProducer } from '@lectern/core';
import { ErrorCode, type JobState } from 'bullmq';
import { deliveryId, parseOutgoing, type QueueJob, toQueueJob } from './delivery.ts';
import { closeQueues, openQueue, type OpenQueue } from './open-queue.ts';
import { openStore } from './open-store.ts';
import type { QueueConfig } from './queue-config.ts';
import { quieten } from './quieten.ts';
import { openSentinel } from './sentinel.ts';
import { askStore } from './time-limit.ts';

export interface QueueProducerOptions {
  /** The connection broke; it is mended without help. For logs. */
  onError(error: Error): void;
}

/** A fraction of the time limit, on Postgres too: 250 are sent in about 50 ms. */
const batchSize = 250;

type DeliveryQueue = OpenQueue<Delivery>;

/** Hands deliveries to the queue. Connects in the background, and again whenever the connection is lost. */
export function createQueueProducer(config: QueueConfig, options: QueueProducerOptions): QueueProducer {
  const store = openStore(config, { role: 'producer' }, quieten(options.onError));
  const sentinel = openSentinel(store);
  const opened = new Map<QueueName, DeliveryQueue>();

  function queueOf(name: QueueName): DeliveryQueue {
    const queue = opened.get(name) ?? openQueue<Delivery>(store, name);
    opened.set(name, queue);
    return queue;
  }

  async function findStates(queue: DeliveryQueue, deliveries: readonly Delivery[]): Promise<Map<Delivery, JobState | 'unknown'>> {
    const found = await inBatches(deliveries, (batch) =>
      Promise.all(batch.map(async (delivery) => [delivery, await queue.getJobState(deliveryId(delivery))] as const)),
    );
    return new Map(found);
  }

  return {
    async send(deliveries) {
      for (const [name, sent] of Map.groupBy(deliveries.map(parseOutgoing), ({ queue }) => queue)) {
        await inBatches(sent, (batch) => add(queueOf(name), batch.map(toQueueJob)));
      }
    },

    async findLive(name, deliveries) {
      const states = await findStates(queueOf(name), deliveries);
      return deliveries.filter((delivery) => isLive(states.get(delivery)));
    },

    async remove(name, deliveries) {
      const queue = queueOf(name);
      const states = await findStates(queue, deliveries);
      const unstarted = deliveries.filter((delivery) => isUnstarted(states.get(delivery)));
      await inBatches(unstarted, (batch) =>
        Promise.all(batch.map((delivery) => queue.remove(deliveryId(delivery), { removeChildren: false }))),
      );
    },

    async reprioritize(name, deliveries) {
      const backend = queueOf(name).getBackend();
      await inBatches(deliveries, (batch) =>
        Promise.all(batch.map((changed) => backend.changePriority(deliveryId(changed), changed.priority).catch(ignoreMissing))),
      );
    },

    async counts(name) {
      const counts = await askStore(() => queueOf(name).getJobCounts('waiting', 'prioritized', 'delayed', 'active', 'failed'));
      const { waiting = 0, prioritized = 0, delayed = 0, active = 0, failed = 0 } = counts;
      return { waiting, prioritized, delayed, active, failed };
    },

    hasSentinel: () => askStore(() => sentinel.isThere()),

    putSentinel: () => askStore(() => sentinel.put()),

    async ping() {
      await askStore(() => sentinel.isThere());
    },

    close: () => closeQueues([sentinel, ...opened.values()], store),
  };
}

/** On Postgres adding in bulk makes temporary tables each time, and takes five times as long for a single job. */
async function add(queue: DeliveryQueue, jobs: readonly QueueJob[]): Promise<readonly unknown[]> {
  const [first, ...more] = jobs;
  if (first && more.length === 0) return [await queue.add(first.name, first.data, first.opts)];
  return queue.addBulk([...jobs]);
}

/** One exchange with the store for each batch; stops at the first that fails. */
async function inBatches<T, R>(items: readonly T[], ask: (batch: readonly T[]) => Promise<readonly R[]>): Promise<R[]> {
  const answers: R[] = [];
  for (let start = 0; start < items.length; start += batchSize) {
    answers.push(...(await askStore(() => ask(items.slice(start, start + batchSize)))));
  }
  return answers;
}

function isUnstarted(state: JobState | 'unknown' | undefined): boolean {
  return state === 'waiting' || state === 'prioritized' || state === 'delayed';
}

function isLive(state: JobState | 'unknown' | undefined): boolean {
  return isUnstarted(state) || state === 'active';
}

function ignoreMissing(error: unknown): void {
  if (error instanceof Error && 'code' in error && error.code === ErrorCode.JobNotExist) return;
  throw error;
}
