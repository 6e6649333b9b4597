import { createChangePublisher, planners, type Ctx, type WorkDeps } from '@lectern/core';
import { createDb } from '@lectern/db';
import { createGateway, createLimitStore, readGatewayConfig } from '@lectern/llm';
import { createLogger, type Logger } from '@lectern/observability';
import { createPdfReader } from '@lectern/pdf';
import { createQueueProducer } from '@lectern/queue';
import { createDiskFileStore } from '@lectern/storage';
import { createChromaIndex } from '@lectern/vectors';
import type { WorkerEnv } from './env.ts';

export interface WorkerAppDeps {
  ctx: Ctx;
  work: WorkDeps;
  log: Logger;
  close(): Promise<void>;
}

/** Builds everything the worker uses; `close` ends it in reverse order. */
export function createDeps(env: WorkerEnv): WorkerAppDeps {
  const log = createLogger({ name: 'worker', level: env.log.level, pretty: process.stdout.isTTY });
  // First of all: what is wrong with the file is told before anything is opened.
  const modelsConfig = readGatewayConfig(env.models);
  const database = createDb(env.database.url, { max: env.database.max, prepare: env.database.prepare, applicationName: 'lectern-worker' });
  const queue = createQueueProducer(env.queue, { onError: (error) => log.warn({ err: error }, 'the queue’s connection broke') });
  const limits = createLimitStore(env.queue, (error) => log.warn({ err: error }, 'the connection to the limits broke'));
  const changes = createChangePublisher(database.sql, log);
  const ctx: Ctx = { db: database.db, queue, changes, planners, log };
  const pdf = createPdfReader({
    processes: env.worker.concurrency.documents,
    timeoutMs: env.worker.pdfTimeoutMs,
    log,
  });
  const work: WorkDeps = {
    ctx,
    files: createDiskFileStore(env.files),
    pdf,
    vectors: createChromaIndex(env.vectors),
    models: createGateway(modelsConfig, limits, { log }),
  };
  return {
    ctx,
    work,
    log,
    async close() {
      await pdf.close();
      await changes.close();
      await limits.close();
      await queue.close();
      await database.close();
    },
  };
}
