import type { BackendFactory, IQueueBackend } from 'bullmq';

/**
 * Who uses the store. A `producer` has somebody waiting and gives up at once when the store is down, a `board` likewise;
 * a `consumer` waits for it to come back, and holds one more connection for each of its workers.
 */
export type StoreUser = { role: 'producer' } | { role: 'board' } | { role: 'consumer'; workers: number };

/** Connections to the queue's store, shared by all BullMQ objects made with `openBackend`. */
export interface QueueStore {
  /** Goes into the options of BullMQ's constructors; `connection` is empty, as `openBackend` holds the real one. */
  options: { connection: object; prefix?: string };
  /** The last argument of BullMQ's constructors. */
  openBackend: BackendFactory<IQueueBackend>;
  /** Breaks off what is under way; close the BullMQ objects first. */
  close(): Promise<void>;
}
