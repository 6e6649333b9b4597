import { z } from 'zod';
import { QueueName } from '../jobs/queues.ts';
import { Id, Time } from './common.ts';

export const Healthz = z.object({ status: z.literal('ok') });
const Part = z.object({ state: z.enum(['ok', 'down']), detail: z.string().optional() });
export const Readyz = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    parts: z.object({ database: Part, queue: Part, vectors: Part }),
  })
  .meta({ id: 'Readiness' });
export type Readyz = z.infer<typeof Readyz>;

export const SystemStatus = z
  .object({
    version: z.string(),
    edition: z.enum(['standalone', 'production']),
    started_at: Time,
    built_in_model: z.boolean().meta({ description: 'True while no AI is configured' }),
    models: z.array(
      z.object({
        use: z.enum(['chat', 'embeddings']),
        provider: z.string(),
        model: z.string(),
        breaker_open: z.boolean().meta({ description: 'As this process sees it' }),
        keys: z.array(
          z.object({
            name: z.string(),
            state: z.enum(['ok', 'refused', 'exhausted', 'rate_limited']),
            retry_at: Time.nullable(),
          }),
        ),
      }),
    ),
    models_error: z.string().nullable().meta({ description: 'Set when the state of the keys cannot be read' }),
    budget: z.object({
      month: z.string().meta({ description: 'UTC, YYYY-MM' }),
      limit_microdollars: z.int().nullable().meta({ description: 'Of each payer; null: none' }),
      payers: z.array(z.object({ user_id: Id, name: z.string(), spent_microdollars: z.int(), reserved_microdollars: z.int() })),
    }),
  })
  .meta({ id: 'SystemStatus' });
export type SystemStatus = z.infer<typeof SystemStatus>;

export const WorkerStats = z
  .object({
    workers: z.array(
      z.object({
        id: Id,
        host: z.string(),
        pid: z.int(),
        queues: z.array(QueueName),
        concurrency: z.int(),
        running: z.int(),
        started_at: Time,
        heartbeat_at: Time,
      }),
    ),
    queues: z.array(
      z.object({
        name: QueueName,
        queued: z.int(),
        running: z.int(),
        failed: z.int(),
        workers: z.int(),
        oldest_waiting_seconds: z.number().nullable(),
        done_last_minute: z.int(),
        in_broker: z
          .object({ waiting: z.int(), prioritized: z.int(), delayed: z.int(), active: z.int(), failed: z.int() })
          .nullable()
          .meta({ description: 'What the queue itself counts; null when it does not answer' }),
      }),
    ),
  })
  .meta({ id: 'WorkerStats' });
export type WorkerStats = z.infer<typeof WorkerStats>;
