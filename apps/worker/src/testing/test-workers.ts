import { auditEnv, databaseEnv, filesEnv, logEnv, modelsEnv, parseEnv, queueEnv, vectorsEnv, workerEnv } from '@lectern/config';
import { startChildProcess, type TestProcess } from '@lectern/testing';
import type { WorkerEnv } from '../env.ts';
import { type RunningWorker, startWorker } from '../start-worker.ts';

type Variables = Readonly<Record<string, string>>;

const entry = new URL('../main.ts', import.meta.url);

/** Starts a worker process under this environment; resolves when it takes tasks. */
export async function startWorkerProcess(env: Variables): Promise<TestProcess> {
  const worker = startChildProcess(entry, { env });
  await worker.waitForLine(/"working"/u, 20_000);
  return worker;
}

/** Starts a worker in this process: that takes a tenth of the time, and it cannot be killed. */
export function runWorker(env: Variables): Promise<RunningWorker> {
  return startWorker(parseWorkerEnv({ ...env, LECTERN_LOG_LEVEL: 'silent', WORKER_GRACE_MS: '0' }));
}

function parseWorkerEnv(variables: Variables): WorkerEnv {
  const [database, queue, vectors, models] = [databaseEnv, queueEnv, vectorsEnv, modelsEnv];
  return parseEnv({ audit: auditEnv, database, queue, vectors, models, files: filesEnv, worker: workerEnv, log: logEnv }, variables);
}
