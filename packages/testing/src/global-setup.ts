import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, startChroma, startPostgres } from '@lectern/embedded';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { readTestEnv } from './env.ts';
import { provideRedis } from './start-redis.ts';
import type { TestServers } from './test-servers.ts';

/** Brings one part of the schema of a database up to date. */
export type Migration = (databaseUrl: string) => Promise<void>;

const TEMPLATE = 'lectern_template';

/**
 * Makes vitest's global setup: starts one Postgres, one Chroma and, where it can be had, one Redis for the whole run,
 * prepares the template database, and stops and removes all at the end.
 */
export function createGlobalSetup(migrations: readonly Migration[]) {
  return async function setup(project: Pick<TestProject, 'provide'>): Promise<() => Promise<void>> {
    const cleanups: (() => Promise<void>)[] = [];
    async function teardown(): Promise<void> {
      for (const cleanup of cleanups.toReversed()) await cleanup();
    }
    try {
      project.provide('testServers', await startServers(migrations, cleanups));
    } catch (error) {
      await teardown();
      throw error;
    }
    return teardown;
  };
}

async function startServers(migrations: readonly Migration[], cleanups: (() => Promise<void>)[]): Promise<TestServers> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-test-run-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  // Passable, so that as root the database can be in here too, and is removed with the rest.
  await chmod(folder, 0o711);
  await mkdir(join(folder, 'redis'));
  const starts = [
    startPostgres({ dataDir: join(folder, 'postgres'), durable: false }),
    startChroma({ dataDir: join(folder, 'chroma') }),
    provideRedis(readTestEnv(), join(folder, 'redis'), (line) => process.stdout.write(`${line}\n`)),
  ] as const;
  for (const result of await Promise.allSettled(starts)) {
    if (result.status === 'fulfilled' && result.value !== undefined) cleanups.push(result.value.stop);
  }
  const [database, chroma, redis] = await Promise.all(starts);
  await createTemplate(database.url, migrations);
  return {
    postgresUrl: database.url,
    templateDatabase: TEMPLATE,
    chromaUrl: chroma.url,
    ...(redis && { redis: { url: redis.url, databases: redis.databases } }),
  };
}

async function createTemplate(serverUrl: string, migrations: readonly Migration[]): Promise<void> {
  const template = await createDatabase(serverUrl, TEMPLATE);
  for (const migrate of migrations) await migrate(template);
  const sql = postgres(serverUrl, { max: 1 });
  // Numbers the test databases, and with them the Redis databases, over all workers.
  await sql`create sequence test_number`;
  await sql.end();
}
