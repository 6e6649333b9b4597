export { type BoardQueues, createBoardQueues } from './create-board-queues.ts';
export { createQueueConsumer } from './create-queue-consumer.ts';
export { createQueueProducer, type QueueProducerOptions } from './create-queue-producer.ts';
export { migrateQueue } from './migrate-queue.ts';
export type { QueueConfig } from './queue-config.ts';
