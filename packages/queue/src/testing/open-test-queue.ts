import { randomUUID } from 'node:crypto';
import type { ConsumerOptions, DeliveryToSend, QueueConsumer, QueueProducer } from '@lectern/core';
import type { QueueBackend } from '@lectern/testing';
import type { Queue } from 'bullmq';
import { onTestFinished } from 'vitest';
import { createBoardQueues } from '../create-board-queues.ts';
import { createQueueConsumer } from '../create-queue-consumer.ts';
import { createQueueProducer } from '../create-queue-producer.ts';
import type { QueueConfig } from '../queue-config.ts';
import { openTestStore, type TestStore } from './stores.ts';

export interface TestQueue {
  config: QueueConfig;
  store: TestStore;
  producer: QueueProducer;
  /** BullMQ's view of the queue `documents`. */
  documents: Queue;
  /** Starts a consumer of the queue `documents`; stopped with the test, if not before. */
  consume(onDelivery: ConsumerOptions['onDelivery'], concurrency?: number): Promise<QueueConsumer>;
}

/** Producer and consumers on a store of the test's own. */
export async function openTestQueue(backend: QueueBackend): Promise<TestQueue> {
  const store = await openTestStore(backend);
  onTestFinished(() => store.close());
  return openQueueOn(store, store.config);
}

/** The same with a way of their own to the store, such as one that breaks. */
export function openQueueOn(store: TestStore, config: QueueConfig): TestQueue {
  const onError = (): void => undefined;
  const producer = createQueueProducer(config, { onError });
  onTestFinished(() => producer.close());
  const board = createBoardQueues(store.config, { onError });
  onTestFinished(() => board.close());
  const documents = board.queues.find(({ name }) => name === 'documents');
  if (!documents) throw new Error('The board has no queue `documents`');
  return {
    config,
    store,
    producer,
    documents,
    async consume(onDelivery, concurrency = 4) {
      const consumer = createQueueConsumer(config, { queues: [{ name: 'documents', concurrency }], onDelivery, onError });
      onTestFinished(() => consumer.stop(0));
      await consumer.start();
      return consumer;
    },
  };
}

export function newTask(changes: Partial<DeliveryToSend> = {}): DeliveryToSend {
  return { queue: 'documents', taskId: randomUUID(), delivery: 1, name: 'document.inspect', priority: 100, backoffMs: 50, ...changes };
}
