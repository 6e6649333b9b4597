import { type IQueueBackend, Queue } from 'bullmq';
import type { QueueStore } from './queue-store.ts';
import { settleWithin } from './time-limit.ts';

export type OpenQueue<Data> = Queue<Data, void, string, Data, void, string, IQueueBackend>;

/** Nobody listens to BullMQ's event stream; left alone, each queue would keep 10,000 entries of it. */
const eventsKept = 100;

const closeLimitMs = 2_000;

export function openQueue<Data>(store: QueueStore, name: string): OpenQueue<Data> {
  const options = { ...store.options, streams: { events: { maxLen: eventsKept } } };
  const queue: OpenQueue<Data> = new Queue(name, options, store.openBackend);
  // The store reports what happens to the connection, and each call what goes wrong with itself.
  queue.on('error', () => undefined);
  return queue;
}

/** Closes them and their store, or leaves them behind when that does not answer. */
export async function closeQueues(queues: readonly { close(): Promise<void> }[], store: QueueStore): Promise<void> {
  await settleWithin(Promise.allSettled(queues.map((queue) => queue.close())), closeLimitMs);
  await settleWithin(store.close(), closeLimitMs);
}
