import { openPostgres } from './open-postgres.ts';
import { openRedis } from './open-redis.ts';
import type { QueueConfig } from './queue-config.ts';
import type { QueueStore, StoreUser } from './queue-store.ts';

/** Connects in the background: it neither waits for the store nor fails when that is down. */
export function openStore(config: QueueConfig, user: StoreUser, onError: (error: Error) => void): QueueStore {
  return config.backend === 'redis' ? openRedis(config, user, onError) : openPostgres(config, user, onError);
}
