import { DEFAULT_SCHEMA, runMigrations } from 'bullmq';
import { Client } from 'pg';
import { AppError } from '@lectern/contract';
import type { QueueConfig } from './queue-config.ts';

/**
 * Creates or updates what BullMQ keeps in Postgres; does nothing for Redis. Safe to run by several processes at once.
 * Throws `unavailable` when the database cannot be reached or refuses.
 */
export async function migrateQueue(config: QueueConfig): Promise<void> {
  if (config.backend === 'redis') return;
  const client = new Client({ connectionString: config.url, connectionTimeoutMillis: 5_000, query_timeout: 60_000 });
  // A connection that breaks between two queries is reported by the next one.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`select pg_advisory_lock(hashtext('lectern:migrate-queue'))`);
    await dropIfRecordWasLost(client);
    await runMigrations(client);
  } catch (cause) {
    throw new AppError('unavailable', undefined, { cause });
  } finally {
    // Ends the session and with it the lock.
    await client.end().catch(() => undefined);
  }
}

/**
 * Whoever empties all tables of the schema empties the record of migrations too, and running them again would fail
 * on what exists. The queue holds nothing that cannot be sent again, so start afresh.
 */
async function dropIfRecordWasLost(client: Client): Promise<void> {
  const { rows } = await client.query<{ job: boolean; migration: boolean }>(
    'select to_regclass($1) is not null as job, to_regclass($2) is not null as migration',
    [`${DEFAULT_SCHEMA}.job`, `${DEFAULT_SCHEMA}.migration`],
  );
  if (!rows[0]?.job) return;
  const recorded = rows[0].migration && (await client.query(`select 1 from ${DEFAULT_SCHEMA}.migration limit 1`)).rowCount !== 0;
  if (!recorded) await client.query(`drop schema ${DEFAULT_SCHEMA} cascade`);
}
