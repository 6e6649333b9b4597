import { createQueueConsumer } from '../create-queue-consumer.ts';
import type { QueueConfig } from '../queue-config.ts';

/** A worker process that takes one delivery and never ends it. Its first argument is the queue's configuration as JSON. */
const config: QueueConfig = JSON.parse(process.argv[2] ?? '');
const consumer = createQueueConsumer(config, {
  queues: [{ name: 'documents', concurrency: 1 }],
  onDelivery(_queue, { taskId }) {
    process.stdout.write(`begun ${taskId}\n`);
    return new Promise(() => undefined);
  },
  onError: (error) => process.stderr.write(`${error.message}\n`),
});
await consumer.start();
