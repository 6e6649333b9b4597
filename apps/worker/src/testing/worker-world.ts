import { join } from 'node:path';
import { Readable } from 'node:stream';
import { limits, type QuestionType } from '@lectern/contract';
import {
  addDocuments,
  createCourse,
  ensureOwner,
  generateQuestions,
  getJob,
  planners,
  type Actor,
  type GenerateCtx,
  type JobView,
} from '@lectern/core';
import { createDb, type Database } from '@lectern/db';
import { createQueueProducer, type QueueConfig } from '@lectern/queue';
import { createDiskFileStore } from '@lectern/storage';
import { chromaUrl, createTestDatabase, createTestFolder, waitFor, type QueueBackend, type TestProcess } from '@lectern/testing';
import type { RunningWorker } from '../start-worker.ts';
import { startTestModels, type TestModels } from './test-models.ts';
import type { TestProviders } from './test-providers.ts';
import { runWorker, startWorkerProcess } from './test-workers.ts';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const usualTypes: QuestionType[] = ['single_choice', 'true_false'];

/** A whole installation but for the API: real stores, the built-in model, and workers. */
export interface WorkerWorld {
  ctx: GenerateCtx;
  database: Database;
  queue: QueueConfig;
  actor: Actor;
  files: ReturnType<typeof createDiskFileStore>;
  /** Starts a worker process, which can be killed; more than one is fine. */
  startWorker(): Promise<TestProcess>;
  /** Starts a worker in this process, which is sooner there. `env` wins over the world's own. */
  runWorker(env?: Readonly<Record<string, string>>): Promise<RunningWorker>;
  startProxy: TestModels['startProxy'];
  /** What `ctx`, and workers that start from now on, ask in place of the built-in model alone. */
  useProviders(providers: TestProviders): Promise<void>;
  /** Takes PDFs as the API does; resolves to the course and one job a file. */
  upload(...pdfs: Uint8Array[]): Promise<{ courseId: string; jobs: { id: string; documentId: string }[] }>;
  /** Asks for questions as the API does, and resolves to the job. Five of the usual types where nothing else is wanted. */
  generate(courseId: string, wanted?: { count?: number; types?: QuestionType[] }): Promise<string>;
  job(id: string): Promise<JobView>;
  /** Waits for the job's end, whatever it is. */
  ended(id: string, timeoutMs?: number): Promise<JobView>;
  /** Waits until some of the job's pages are read and others are not. */
  inTheMiddle(id: string): Promise<void>;
  close(): Promise<void>;
}

export async function createWorkerWorld(backend: QueueBackend): Promise<WorkerWorld> {
  const [testDatabase, folder] = await Promise.all([createTestDatabase(), createTestFolder()]);
  const database = createDb(testDatabase.url, { max: 5 });
  const queue = testDatabase.queue(backend);
  const producer = createQueueProducer(queue, { onError: () => {} });
  const models = await startTestModels(folder.path, queue);
  const ctx: GenerateCtx = {
    db: database.db,
    queue: producer,
    planners,
    changes: { publish: () => {}, close: async () => {} },
    log: quiet,
    models: await models.use(),
    reuseWithinMs: 0,
  };
  const filesFolder = join(folder.path, 'files');
  const files = createDiskFileStore({ folder: filesFolder });
  const actor = await ensureOwner(ctx, { token: 'the owner of a test' });
  const workers: TestProcess[] = [];
  const env = {
    PATH: '/usr/bin:/bin',
    DATABASE_URL: testDatabase.url,
    CHROMA_URL: chromaUrl(),
    LECTERN_PROVIDERS_FILE: models.providersFile,
    LECTERN_FILES_DIR: filesFolder,
    // A poisonous file is given up sooner than for a teacher, who may have a slow one.
    WORKER_PDF_TIMEOUT_MS: '8000',
    ...(queue.backend === 'redis' && { REDIS_URL: queue.url, REDIS_PREFIX: queue.prefix }),
  };

  return {
    ctx,
    database,
    queue,
    actor,
    files,
    ...jobsOf(ctx, actor),
    async startWorker() {
      const worker = await startWorkerProcess(env);
      workers.push(worker);
      return worker;
    },
    runWorker: (own = {}) => runWorker({ ...env, ...own }),
    startProxy: models.startProxy,
    async useProviders(providers) {
      ctx.models = await models.use(providers);
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
    async close() {
      await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
      await producer.close();
      await models.close();
      await database.close();
      await testDatabase.close();
      await folder.close();
    },
  };
}

function jobsOf(ctx: GenerateCtx, actor: Actor): Pick<WorkerWorld, 'generate' | 'job' | 'ended' | 'inTheMiddle'> {
  async function job(id: string): Promise<JobView> {
    return (await getJob(ctx, { actor, id })).job;
  }
  return {
    job,
    async generate(courseId, wanted) {
      const { count = 5, types = usualTypes } = wanted ?? {};
      return (await generateQuestions(ctx, { actor, courseId, count, types })).jobId;
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
  };
}
