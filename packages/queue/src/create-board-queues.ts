import { queueNames } from '@lectern/contract';
import type { Queue } from 'bullmq';
import { closeQueues, openQueue } from './open-queue.ts';
import { openStore } from './open-store.ts';
import type { QueueConfig } from './queue-config.ts';
import { quieten } from './quieten.ts';

export interface BoardQueues {
  /** BullMQ's queues, one for each of ours, for Bull Board's `BullMQAdapter`. */
  queues: Queue[];
  close(): Promise<void>;
}

/** The queues as Bull Board wants them, on connections of their own. */
export function createBoardQueues(config: QueueConfig, options: { onError(error: Error): void }): BoardQueues {
  const store = openStore(config, { role: 'board' }, quieten(options.onError));
  const queues = queueNames.map((name) => openQueue<unknown>(store, name));
  return {
    // Bull Board declares BullMQ's Redis flavour, but asks each queue at run time which one it is.
    queues: queues.map((queue) => queue as Queue),
    close: () => closeQueues(queues, store),
  };
}
