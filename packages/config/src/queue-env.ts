import { z } from 'zod';
import { addressOf } from './variables.ts';

/** Where the queue lives: on Redis when `REDIS_URL` is set, otherwise in the database. */
export type QueueConfig = { backend: 'redis'; url: string; prefix: string } | { backend: 'postgres'; url: string };

export const queueEnv = z
  .object({
    DATABASE_URL: addressOf(['postgres:', 'postgresql:']),
    DATABASE_DIRECT_URL: addressOf(['postgres:', 'postgresql:']).optional(),
    REDIS_URL: addressOf(['redis:', 'rediss:']).optional(),
    // The braces keep all keys in one slot of a cluster.
    REDIS_PREFIX: z.string().default('{lectern}'),
  })
  .transform((env): QueueConfig =>
    env.REDIS_URL === undefined
      ? { backend: 'postgres', url: env.DATABASE_DIRECT_URL ?? env.DATABASE_URL }
      : { backend: 'redis', url: env.REDIS_URL, prefix: env.REDIS_PREFIX },
  );
