import { AppError, type QueueName } from '@lectern/contract';
import type { Delivery, DeliveryToSend, QueueProducer } from '../../ports/index.ts';

/**
 * A queue in memory, so that a test decides what is delivered when, and what is lost. It keeps the promises of the port
 * and no more: it may deliver twice, late, in any order, or forget everything.
 */
export class MemoryQueue implements QueueProducer {
  readonly waiting = new Map<string, DeliveryToSend>();
  down = false;
  #sentinel = false;

  /** Everything is gone, as after FLUSHALL. */
  empty(): void {
    this.waiting.clear();
    this.#sentinel = false;
  }

  /** Everything that could be delivered now, first the one with the best priority. */
  deliveries(): DeliveryToSend[] {
    return [...this.waiting.values()].sort((a, b) => a.priority - b.priority);
  }

  acknowledge(delivery: Delivery): void {
    this.waiting.delete(idOf(delivery));
  }

  async send(deliveries: readonly DeliveryToSend[]): Promise<void> {
    this.#answer();
    for (const delivery of deliveries) if (!this.waiting.has(idOf(delivery))) this.waiting.set(idOf(delivery), delivery);
  }

  async findLive(_queue: QueueName, deliveries: readonly Delivery[]): Promise<Delivery[]> {
    this.#answer();
    return deliveries.filter((delivery) => this.waiting.has(idOf(delivery)));
  }

  async remove(_queue: QueueName, deliveries: readonly Delivery[]): Promise<void> {
    this.#answer();
    for (const delivery of deliveries) this.waiting.delete(idOf(delivery));
  }

  async reprioritize(_queue: QueueName, deliveries: readonly (Delivery & { priority: number })[]): Promise<void> {
    this.#answer();
    for (const { priority, ...delivery } of deliveries) {
      const known = this.waiting.get(idOf(delivery));
      if (known) known.priority = priority;
    }
  }

  async counts() {
    this.#answer();
    return { waiting: 0, prioritized: this.waiting.size, delayed: 0, active: 0, failed: 0 };
  }

  async hasSentinel(): Promise<boolean> {
    this.#answer();
    return this.#sentinel;
  }

  async putSentinel(): Promise<void> {
    this.#answer();
    this.#sentinel = true;
  }

  async ping(): Promise<void> {
    this.#answer();
  }

  async close(): Promise<void> {}

  #answer(): void {
    if (this.down) throw new AppError('unavailable');
  }
}

function idOf({ taskId, delivery }: Delivery): string {
  return `${taskId}-${delivery}`;
}
