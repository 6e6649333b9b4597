import { setTimeout as sleep } from 'node:timers/promises';
import type { IQueueBackend } from 'bullmq';

const pauseMs = 500;

/**
 * A BullMQ worker that cannot fetch asks again at once, thousands of times a second while the store is starting, full or
 * not migrated; only a refused connection makes it wait.
 */
export function pauseAfterFailure(backend: IQueueBackend): IQueueBackend {
  const fetch = backend.moveToActive.bind(backend);
  backend.moveToActive = async (...args) => {
    try {
      return await fetch(...args);
    } catch (error) {
      await sleep(pauseMs);
      throw error;
    }
  };
  return backend;
}
