import { AppError, QueueName } from '@lectern/contract';
import type { Delivery, DeliveryToSend } from '@lectern/core';
import type { JobsOptions } from 'bullmq';
import { z } from 'zod';

/** The payload of a queue job. What a later version may add is passed over, so that versions can run side by side. */
export const DeliveryPayload = z.object({
  taskId: z.uuid(),
  delivery: z.int().min(0),
}) satisfies z.ZodType<Delivery>;

/** BullMQ's own limit; 0 would run before every other job. */
const lowestPriority = 2_097_151;

const OutgoingDelivery = DeliveryPayload.extend({
  queue: QueueName,
  name: z.string().min(1),
  priority: z.int().min(1).max(lowestPriority),
  delayMs: z.int().min(0).exactOptional(),
  backoffMs: z.int().min(1),
}) satisfies z.ZodType<DeliveryToSend>;

/** The ledger counts failures and gives up; BullMQ only has to go on until it is told. */
const attemptsWithoutLimit = 1_000_000;

/** The job's id in BullMQ. A UUID has no ':' and is no bare integer, both of which BullMQ refuses. */
export function deliveryId({ taskId, delivery }: Delivery): string {
  return `${taskId}-${delivery}`;
}

/** Throws `internal` when it is not what the queue takes, such as a priority out of range. */
export function parseOutgoing(delivery: DeliveryToSend): DeliveryToSend {
  const parsed = OutgoingDelivery.safeParse(delivery);
  if (!parsed.success) throw new AppError('internal', undefined, { cause: parsed.error, retryable: false });
  return parsed.data;
}

/** What BullMQ's `add` and `addBulk` take. */
export interface QueueJob {
  name: string;
  data: Delivery;
  opts: JobsOptions;
}

export function toQueueJob(sent: DeliveryToSend): QueueJob {
  return {
    name: sent.name,
    data: { taskId: sent.taskId, delivery: sent.delivery },
    opts: {
      jobId: deliveryId(sent),
      priority: sent.priority,
      attempts: attemptsWithoutLimit,
      backoff: { type: 'exponential', delay: sent.backoffMs, jitter: 0.5 },
      // One trace says it all; the default keeps one for every failure, in the job itself.
      stackTraceLimit: 1,
      ...(sent.delayMs === undefined ? {} : { delay: sent.delayMs }),
    },
  };
}
