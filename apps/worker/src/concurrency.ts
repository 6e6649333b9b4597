import type { WorkerConfig } from '@lectern/config';
import type { QueueName } from '@lectern/contract';

/** How many tasks of a queue run at once: what waits for models may be many, what needs the processor may not. */
export function concurrencyOf(queue: QueueName, config: WorkerConfig): number {
  switch (queue) {
    case 'documents':
      return config.concurrency.documents;
    case 'models':
      return config.concurrency.models;
    case 'interactive':
      // A person waits, and few do at the same moment.
      return Math.max(2, Math.ceil(config.concurrency.models / 4));
    case 'maintenance':
      return 1;
  }
}
