import { DEFAULT_SCHEMA, isPgPool } from 'bullmq';
import { Pool } from 'pg';
import type { QueueConfig } from './queue-config.ts';
import type { QueueStore, StoreUser } from './queue-store.ts';
import { RecoveringPostgresBackend } from './recovering-backend.ts';

/** All statements of the backend are short: what takes longer hangs, and its connection is given up. */
const queryLimitMs = { producer: 2_000, board: 5_000, consumer: 10_000 } as const;

/** Connections beside those that workers keep for LISTEN, one each. */
const queryConnections = { producer: 4, board: 2, consumer: 4 } as const;

/**
 * BullMQ leaves the search path of a pool that is not its own to the owner. Not to wait for the disk makes every step
 * several times faster; a crash of the server may undo the last second of it, which the ledger finds and sends again.
 */
const sessionSettings = `-c search_path=${DEFAULT_SCHEMA} -c synchronous_commit=off`;

function createPool(url: string, user: StoreUser): Pool {
  const listening = user.role === 'consumer' ? user.workers : 0;
  return new Pool({
    connectionString: url,
    options: sessionSettings,
    max: queryConnections[user.role] + listening,
    query_timeout: queryLimitMs[user.role],
    statement_timeout: queryLimitMs[user.role],
    connectionTimeoutMillis: queryLimitMs[user.role],
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
}

export function openPostgres(
  config: Extract<QueueConfig, { backend: 'postgres' }>,
  user: StoreUser,
  onError: (error: Error) => void,
): QueueStore {
  const pool = createPool(config.url, user);
  // Without a listener a connection that breaks while idle would end the process.
  pool.on('error', onError);
  // BullMQ describes pools more narrowly than the driver's types do; this is its own test.
  if (!isPgPool(pool)) throw new TypeError('BullMQ does not know this version of pg');
  return {
    options: { connection: {} },
    openBackend: (name, options, kind) =>
      new RecoveringPostgresBackend(
        pool,
        name,
        { ...options, connection: pool },
        kind?.withBlockingConnection ? workerName(name, options) : undefined,
      ),
    async close() {
      await pool.end();
    },
  };
}

/** BullMQ finds a queue's workers by this pattern. */
function workerName(queue: string, options: object): string {
  return 'name' in options && typeof options.name === 'string' ? `${queue}:w:${options.name}` : queue;
}
