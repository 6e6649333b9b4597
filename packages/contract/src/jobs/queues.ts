import { z } from 'zod';

/**
 * Queues by what the work is bound by: `documents` CPU and memory, `models` a model's latency,
 * `interactive` a person who waits, `maintenance` nobody.
 */
export const QueueName = z.enum(['documents', 'models', 'interactive', 'maintenance']);
export type QueueName = z.infer<typeof QueueName>;
export const queueNames = QueueName.options;
