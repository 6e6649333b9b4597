import { openQueue } from './open-queue.ts';
import type { QueueStore } from './queue-store.ts';

/** A job in a queue without workers: it is there until somebody empties the store, whichever way. */
const sentinel = 'sentinel';

export interface Sentinel {
  isThere(): Promise<boolean>;
  put(): Promise<void>;
  close(): Promise<void>;
}

export function openSentinel(store: QueueStore): Sentinel {
  const queue = openQueue<object>(store, sentinel);
  return {
    async isThere() {
      return (await queue.getJobState(sentinel)) !== 'unknown';
    },
    async put() {
      await queue.add(sentinel, {}, { jobId: sentinel });
    },
    close: () => queue.close(),
  };
}
