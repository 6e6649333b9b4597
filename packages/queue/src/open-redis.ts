import { createRedisBackend } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import type { QueueConfig } from './queue-config.ts';
import type { QueueStore, StoreUser } from './queue-store.ts';

/** No auto-pipelining and no `keyPrefix`: BullMQ's scripts allow neither. */
const common = {
  // ioredis' default grows to 5 s, BullMQ's to 20 s: too late for a restart that takes one.
  retryStrategy: (times: number) => Math.min(times * 100, 2_000),
  connectTimeout: 5_000,
  keepAlive: 10_000,
  // A worker's blocking read ends after 10 s at the latest, so silence this long means a dead connection.
  socketTimeout: 30_000,
} satisfies RedisOptions;

const optionsOf = {
  /** Without a connection it fails at once, and what failed is not carried out later. */
  producer: { ...common, enableOfflineQueue: false, maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false },
  /** Fails once connecting has failed twice: a page may wait for a moment, but not for ever. */
  board: { ...common, maxRetriesPerRequest: 1 },
  /** Waits as long as it takes; BullMQ insists on it for blocking reads. */
  consumer: { ...common, maxRetriesPerRequest: null },
} satisfies Record<StoreUser['role'], RedisOptions>;

export function openRedis(
  config: Extract<QueueConfig, { backend: 'redis' }>,
  user: StoreUser,
  onError: (error: Error) => void,
): QueueStore {
  const client = new Redis(config.url, optionsOf[user.role]);
  client.on('error', onError);
  return {
    options: { connection: {}, prefix: config.prefix },
    openBackend: (name, options, kind) =>
      createRedisBackend(
        name,
        {
          ...options,
          connection: client,
          // Workers ask for the version, because it decides how finely they can time a wait.
          skipVersionCheck: user.role !== 'consumer',
          // BullMQ would wait for the first connection for ever.
          skipWaitingForReady: user.role === 'board',
        },
        kind,
      ),
    async close() {
      client.disconnect();
    },
  };
}
