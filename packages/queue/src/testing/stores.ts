import { createTestDatabase, type QueueBackend } from '@lectern/testing';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { vi } from 'vitest';
import type { QueueConfig } from '../queue-config.ts';

/** A store of the test's own, on a real server. */
export interface TestStore {
  config: QueueConfig;
  /** Empties it as somebody would by hand: the whole database of Redis, or all of BullMQ's tables. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestStore(backend: QueueBackend): Promise<TestStore> {
  const database = await createTestDatabase();
  const config = database.queue(backend);
  return {
    config,
    empty: () => (backend === 'redis' ? flush(config.url) : truncate(config.url)),
    close: () => database.close(),
  };
}

async function flush(url: string): Promise<void> {
  const client = new Redis(url);
  try {
    await client.flushdb();
  } finally {
    client.disconnect();
  }
}

const truncateAll = `do $$ begin
  execute (select 'truncate ' || string_agg(format('%I.%I', schemaname, tablename), ', ') from pg_tables where schemaname = 'bullmq');
end $$`;

/** Again when it gets into a deadlock with workers: Postgres sacrifices one of the two. */
async function truncate(url: string): Promise<void> {
  await vi.waitFor(() => runSql(url, truncateAll), { timeout: 10_000 });
}

export async function runSql(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
