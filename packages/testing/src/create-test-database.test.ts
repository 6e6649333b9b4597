import { connect } from 'node:net';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromaUrl } from './chroma-url.ts';
import { createTestDatabase, queueBackends } from './create-test-database.ts';
import type { TestDatabase } from './create-test-database.ts';

let database: TestDatabase;
let other: TestDatabase;

beforeAll(async () => {
  [database, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});

afterAll(async () => {
  await Promise.all([database.close(), other.close()]);
});

describe('a test database', () => {
  test('has all tables, and shares none with the other test databases', async () => {
    const [sql, otherSql] = [postgres(database.url), postgres(other.url)];
    const tables = await sql`select schemaname, tablename from pg_tables where schemaname in ('public', 'bullmq')`;
    expect(tables.length).toBeGreaterThan(10);
    await sql`create table only_here ()`;
    await expect(otherSql`select from only_here`).rejects.toThrow('does not exist');
    await Promise.all([sql.end(), otherSql.end()]);
  });

  test.each(queueBackends())('has a queue on %s for itself', (backend) => {
    const [queue, otherQueue] = [database.queue(backend), other.queue(backend)];
    expect(queue.backend).toBe(backend);
    expect(queue.url).not.toBe(otherQueue.url);
  });
});

test.runIf(queueBackends().includes('redis'))('the Redis of a run answers', async () => {
  const url = new URL(database.queue('redis').url);
  const socket = connect(Number(url.port), url.hostname);
  socket.write(`SELECT ${url.pathname.slice(1)}\r\n`);
  const [answer] = await new Promise<Buffer[]>((resolve) => socket.once('data', (...chunks: Buffer[]) => resolve(chunks)));
  socket.destroy();
  expect(String(answer)).toBe('+OK\r\n');
});

test('the Chroma of a run answers', async () => {
  const response = await fetch(`${chromaUrl()}/api/v2/heartbeat`, { signal: AbortSignal.timeout(5_000) });
  expect(response.ok).toBe(true);
});
