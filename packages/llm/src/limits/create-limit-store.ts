import type { LimitStore } from './limit-store.ts';
import { createPostgresLimitStore } from './postgres-limit-store.ts';
import { createRedisLimitStore } from './redis-limit-store.ts';

/** Where limits are kept; the queue's configuration fits. */
export type LimitStoreConfig = { backend: 'redis'; url: string; prefix: string } | { backend: 'postgres'; url: string };

/** Connects on first use. `onError` hears of connections that break; they are made again. */
export function createLimitStore(config: LimitStoreConfig, onError: (error: Error) => void): LimitStore {
  return config.backend === 'redis' ? createRedisLimitStore({ ...config, onError }) : createPostgresLimitStore(config);
}
