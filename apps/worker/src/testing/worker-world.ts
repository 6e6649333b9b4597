import { Readable } from 'node:stream';
import { limits } from '@lectern/contract';
import { addDocuments, createCourse, ensureOwner, getJob, planners, type Actor, type Ctx, type JobView } from '@lectern/core';
import { createDb, type Database } from '@lectern/db';
import { startLocalModel } from '@lectern/local-model';
import { createQueueProducer, type QueueConfig } from '@lectern/queue';
import { createDiskFileStore } from '@lectern/storage';
import {
  chromaUrl,
  createTestDatabase,
  createTestFolder,
  startChildProcess,
  waitFor,
  type QueueBackend,
  type TestProcess,
} from '@lectern/testing';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const entry = new URL('../main.ts', import.meta.url);

/** A whole installation but for the API: real stores, the built-in model, and worker processes that can be killed. */
export interface WorkerWorld {
  ctx: Ctx;
  database: Database;
  queue: QueueConfig;
  actor: Actor;
  files: ReturnType<typeof createDiskFileStore>;
  /** Starts a worker process; more than one is fine. */
  startWorker(): Promise<TestProcess>;
  /** Takes PDFs as the API does; resolves to the course and one job a file. */
  upload(...pdfs: Uint8Array[]): Promise<{ courseId: string; jobs: { id: string; documentId: string }[] }>;
  job(id: string): Promise<JobView>;
  /** Waits for the job's end, whatever it is. */
  ended(id: string, timeoutMs?: number): Promise<JobView>;
  /** Waits until some of the job's pages are read and others are not. */
  inTheMiddle(id: string): Promise<void>;
  close(): Promise<void>;
}

export async function createWorkerWorld(backend: QueueBackend): Promise<WorkerWorld> {
  const [testDatabase, folder, model] = await Promise.all([
    createTestDatabase(),
    createTestFolder(),
    startLocalModel({ host: '127.0.0.1', port: 0 }),
  ]);
  const database = createDb(testDatabase.url, { max: 5 });
  const queue = testDatabase.queue(backend);
  const producer = createQueueProducer(queue, { onError: () => {} });
  const ctx: Ctx = { db: database.db, queue: producer, planners, changes: { publish: () => {}, close: async () => {} }, log: quiet };
  const files = createDiskFileStore({ folder: folder.path });
  const actor = await ensureOwner(ctx, { token: 'the owner of a test' });
  const workers: TestProcess[] = [];
  const env = {
    PATH: '/usr/bin:/bin',
    DATABASE_URL: testDatabase.url,
    CHROMA_URL: chromaUrl(),
    OPENAI_BASE_URL: model.url,
    LECTERN_MODEL_BUILT_IN: 'true',
    LECTERN_CHAT_MODEL: 'lectern-local-1',
    LECTERN_EMBEDDING_MODEL: 'lectern-local-embed-1',
    LECTERN_FILES_DIR: folder.path,
    // A poisonous file is given up sooner than for a teacher, who may have a slow one.
    WORKER_PDF_TIMEOUT_MS: '8000',
    ...(queue.backend === 'redis' && { REDIS_URL: queue.url, REDIS_PREFIX: queue.prefix }),
  };

  async function job(id: string): Promise<JobView> {
    return (await getJob(ctx, { actor, id })).job;
  }

  return {
    ctx,
    database,
    queue,
    actor,
    files,
    job,
    async startWorker() {
      const worker = startChildProcess(entry, { env });
      workers.push(worker);
      await worker.waitForLine(/"working"/u, 20_000);
      return worker;
    },
    async upload(...pdfs) {
      const signal = AbortSignal.timeout(30_000);
      const stored = await Promise.all(
        pdfs.map(async (pdf, at) => ({
          stored: await files.put(actor.userId, Readable.from([pdf]), { maxBytes: limits.pdfBytes, signal }),
          name: `file-${at + 1}.pdf`,
        })),
      );
      const course = await createCourse(ctx, { actor, title: 'A course' });
      return addDocuments({ ...ctx, files }, { actor, course: { id: course.id }, files: stored });
    },
    ended: (id, timeoutMs = 60_000) =>
      waitFor(
        async () => {
          const view = await job(id);
          return view.finishedAt !== null && view;
        },
        { timeoutMs, intervalMs: 100 },
      ),
    async inTheMiddle(id) {
      await waitFor(
        async () => {
          const view = await job(id);
          return view.stage === 'extract' && view.done > 0;
        },
        { timeoutMs: 30_000, intervalMs: 10 },
      );
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
      await producer.close();
      await model.close();
      await database.close();
      await testDatabase.close();
      await folder.close();
    },
  };
}
