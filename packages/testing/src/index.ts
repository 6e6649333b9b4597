/**
 * What a test gets, beside vitest itself. The run's global setup (global-setup.ts, joined with the migrations in the
 * root's vitest.global-setup.ts) has started one real Postgres, one Chroma and, where there is one, one Redis; the files
 * share these servers, so each makes its own place on them:
 *
 * - `createTestDatabase()`: a migrated database; its `queue('postgres' | 'redis')` is a queue configuration for it. A
 *   Redis queue has a logical database of its own, so `FLUSHDB` disturbs nobody (never `FLUSHALL`).
 * - `describe.each(queueBackends())('on %s', (backend) => ...)`: once per backend that this run has.
 * - `chromaUrl()`: shared; use collection names of your own.
 * - `createTestFolder()`: an empty folder.
 * - `startChildProcess()`: one of our programs as a process; `waitFor()`: until something is so.
 * - `openTcpLink()`: another way to a server, which can be cut and mended.
 * - `startMailServer()` (of `@lectern/testing/mail-server`): a mail server that keeps what it takes.
 *
 * Whatever is created here has a `close` (or `stop`) that belongs into the test's `afterAll`.
 *
 * @example
 * describe.each(queueBackends())('uploads, with the queue on %s', (backend) => {
 *   let database: TestDatabase;
 *   beforeAll(async () => {
 *     database = await createTestDatabase();
 *     producer = createQueueProducer(database.queue(backend));
 *   });
 *   afterAll(async () => database.close());
 * });
 */
export { chromaUrl } from './chroma-url.ts';
export { createTestDatabase, queueBackends } from './create-test-database.ts';
export type { QueueBackend, TestDatabase, TestQueueConfig } from './create-test-database.ts';
export { createTestFolder } from './create-test-folder.ts';
export type { TestFolder } from './create-test-folder.ts';
export { startChildProcess } from './start-child-process.ts';
export type { TestProcess } from './start-child-process.ts';
export { openTcpLink } from './tcp-link.ts';
export type { TcpLink } from './tcp-link.ts';
export { waitFor } from './wait-for.ts';
