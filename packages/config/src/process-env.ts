import { type QueueName, queueNames } from '@lectern/contract';
import { z } from 'zod';
import { choiceOf, flag, list, wholeNumber } from './variables.ts';

export interface FilesConfig {
  /** Folder of the uploaded files; shared by api and worker. */
  folder: string;
}

export const filesEnv = z.object({ LECTERN_FILES_DIR: z.string() }).transform((env): FilesConfig => ({ folder: env.LECTERN_FILES_DIR }));

export interface HttpConfig {
  /** Address to listen on. */
  host: string;
  /** 0: a free one. */
  port: number;
  /**
   * Names under which the service may be addressed (the `Host` header), without port, beside that of the public address.
   * Undefined: those of this machine; unless there is a public address, they then hold for the operator's pages alone.
   */
  allowedHosts: string[] | undefined;
  /** Makes whoever sends it the owner; undefined: nobody is, until accounts are made. */
  ownerToken: string | undefined;
}

function isHostName(name: string): boolean {
  return URL.parse(`http://${name}/`)?.hostname === name.toLowerCase();
}

export const httpEnv = z
  .object({
    LECTERN_HOST: z.string().default('127.0.0.1'),
    LECTERN_PORT: wholeNumber({ from: 0, to: 65_535 }).default(3_000),
    LECTERN_ALLOWED_HOSTS: list()
      .refine((names) => names.every(isHostName), 'must be host names without protocol, port and path, such as lectern.example.org')
      .optional(),
    LECTERN_OWNER_TOKEN: z.string().min(32, 'must be at least 32 characters long, and random').optional(),
  })
  .transform((env): HttpConfig => ({
    host: env.LECTERN_HOST,
    port: env.LECTERN_PORT,
    allowedHosts: env.LECTERN_ALLOWED_HOSTS,
    ownerToken: env.LECTERN_OWNER_TOKEN,
  }));

export interface WorkerConfig {
  queues: QueueName[];
  /** Tasks at once, by what they are bound by: CPU and memory, or the answers of a model. */
  concurrency: { documents: number; models: number };
  /** Whether it takes turns as the reconciler. */
  reconcile: boolean;
  /** Wall clock for one call to a PDF process; a file that takes longer is unreadable. */
  pdfTimeoutMs: number;
  /** How long running tasks may take to finish when it is told to end. */
  graceMs: number;
}

export const workerEnv = z
  .object({
    WORKER_QUEUES: list()
      .pipe(z.array(choiceOf(queueNames as [QueueName, ...QueueName[]])).min(1, 'names no queue'))
      .default([...queueNames]),
    WORKER_CONCURRENCY_DOCUMENTS: wholeNumber({ from: 1, to: 64 }).default(2),
    // They only wait, and hold a database connection for moments; the limits of the provider are kept elsewhere.
    WORKER_CONCURRENCY_MODELS: wholeNumber({ from: 1, to: 256 }).default(32),
    WORKER_RECONCILE: flag().default(true),
    WORKER_PDF_TIMEOUT_MS: wholeNumber({ from: 1_000, to: 45_000 }).default(45_000),
    WORKER_GRACE_MS: wholeNumber({ from: 0, to: 600_000 }).default(30_000),
  })
  .transform((env): WorkerConfig => ({
    queues: env.WORKER_QUEUES,
    concurrency: { documents: env.WORKER_CONCURRENCY_DOCUMENTS, models: env.WORKER_CONCURRENCY_MODELS },
    reconcile: env.WORKER_RECONCILE,
    pdfTimeoutMs: env.WORKER_PDF_TIMEOUT_MS,
    graceMs: env.WORKER_GRACE_MS,
  }));

export interface LogConfig {
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

export const logEnv = z
  .object({ LECTERN_LOG_LEVEL: choiceOf(['debug', 'info', 'warn', 'error', 'silent']).default('info') })
  .transform((env): LogConfig => ({ level: env.LECTERN_LOG_LEVEL }));
