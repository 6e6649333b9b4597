import { randomUUID } from 'node:crypto';
import { createDatabase, dropDatabase } from '@lectern/embedded';
import postgres from 'postgres';
import { inject } from 'vitest';
import type { TestRedis } from './test-servers.ts';

export type QueueBackend = 'postgres' | 'redis';

/** Where a queue for tests lives; what `@lectern/queue` takes as its configuration. */
export type TestQueueConfig = { backend: 'postgres'; url: string } | { backend: 'redis'; url: string; prefix: string };

/** A database of its own for a test file. */
export interface TestDatabase {
  /** Of a superuser; all migrations have been applied. */
  url: string;
  /** The queue that belongs to this database: in it, or in a Redis database that nothing else uses. */
  queue: (backend: QueueBackend) => TestQueueConfig;
  /** Drops it, with the connections that are still open. */
  close: () => Promise<void>;
}

/** The queue backends that this run can test, for `describe.each`. */
export function queueBackends(): QueueBackend[] {
  return inject('testServers').redis === undefined ? ['postgres'] : ['postgres', 'redis'];
}

/** Copies the migrated template: takes about a tenth of a second. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { postgresUrl, templateDatabase, redis } = inject('testServers');
  const number = await nextNumber(postgresUrl);
  const name = `lectern_test_${number}`;
  const url = await createDatabase(postgresUrl, name, templateDatabase);
  return {
    url,
    queue: (backend) => (backend === 'postgres' ? { backend, url } : redisQueue(redis, number)),
    close: () => dropDatabase(postgresUrl, name),
  };
}

function redisQueue(redis: TestRedis | undefined, number: number): TestQueueConfig {
  if (redis === undefined) throw new Error('This run has no Redis: ask queueBackends() first.');
  const url = new URL(redis.url);
  // Never number 0, where somebody else's data would be.
  url.pathname = `/${1 + (number % (redis.databases - 1))}`;
  return { backend: 'redis', url: url.href, prefix: `test-${randomUUID()}` };
}

async function nextNumber(serverUrl: string): Promise<number> {
  const sql = postgres(serverUrl, { max: 1 });
  try {
    const [row] = await sql<{ number: number }[]>`select nextval('test_number')::int as number`;
    return row?.number ?? 0;
  } finally {
    await sql.end();
  }
}
