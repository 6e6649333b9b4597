import type { QueueName } from '@lectern/contract';

/**
 * One hand-over of a task to the queue. Its id there is `<taskId>-<delivery>`, its payload these two and
 * nothing else; whether it is still wanted is decided by the ledger when it arrives.
 */
export interface Delivery {
  taskId: string;
  /** Raised by the ledger with each hand-over; an older one that arrives is dropped. */
  delivery: number;
}

/** A delivery as it arrives at a worker. */
export interface ArrivedDelivery extends Delivery {
  /** It was given out before, and its holder went silent: nobody asked for it anew. */
  stalled: boolean;
}

export interface DeliveryToSend extends Delivery {
  queue: QueueName;
  /** The task's kind, for people who look at the queue. */
  name: string;
  /** 1 (first) to 2,097,151 (last). */
  priority: number;
  delayMs?: number;
  /** First retry delay; doubles with each failure, half of it jitter. */
  backoffMs: number;
}

export interface QueueCounts {
  waiting: number;
  prioritized: number;
  delayed: number;
  active: number;
  failed: number;
}

/** Hands deliveries to the queue. Each call ends within its own time limit: it fails with `unavailable`, it never hangs. */
export interface QueueProducer {
  /** Adds deliveries; one that is there already under the same id is left as it is. */
  send(deliveries: readonly DeliveryToSend[]): Promise<void>;
  /** Those of the given that the queue still means to deliver (waiting, prioritized, delayed or active). */
  findLive(queue: QueueName, deliveries: readonly Delivery[]): Promise<Delivery[]>;
  /** Removes what has not been started; what is active or gone is left alone. */
  remove(queue: QueueName, deliveries: readonly Delivery[]): Promise<void>;
  /** Changes the priority of what still waits. */
  reprioritize(queue: QueueName, deliveries: readonly (Delivery & { priority: number })[]): Promise<void>;
  counts(queue: QueueName): Promise<QueueCounts>;
  /** Whether the sentinel is there; false when the queue's store was emptied. */
  hasSentinel(): Promise<boolean>;
  putSentinel(): Promise<void>;
  /** Resolves when the store answers, throws `unavailable` otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What the ledger decided about a delivery; the queue carries it out. */
export type DeliveryOutcome =
  /** Done, dropped or taken over: never deliver it again. */
  | { kind: 'acknowledge' }
  /** Deliver it again after the delay; costs no attempt (holder alive, rate limit, shutdown). */
  | { kind: 'later'; delayMs: number }
  /** It failed and is worth another try: back off and deliver again. */
  | { kind: 'retry'; error: Error }
  /** It failed for good: keep it as failed, for the operator to see. */
  | { kind: 'fail'; error: Error };

export interface ConsumerOptions {
  queues: readonly { name: QueueName; concurrency: number }[];
  /** Called once per delivery. `signal` aborts when the consumer is told to let go. Must not throw. */
  onDelivery(queue: QueueName, delivery: ArrivedDelivery, signal: AbortSignal): Promise<DeliveryOutcome>;
  /** The queue's connection broke or came back; for logs and readiness. */
  onError(error: Error): void;
}

export interface QueueConsumer {
  start(): Promise<void>;
  /** Takes nothing new; resolves when what runs is finished or `graceMs` is over, then aborts it and hands it back. */
  stop(graceMs: number): Promise<void>;
}
