import { auditEnv, databaseEnv, filesEnv, logEnv, modelsEnv, queueEnv, readEnv, vectorsEnv, workerEnv } from '@lectern/config';

/** The worker's settings; the one place where it reads the environment. Prints every problem and exits with 1. */
export function readWorkerEnv() {
  return readEnv(
    {
      audit: auditEnv,
      database: databaseEnv,
      queue: queueEnv,
      vectors: vectorsEnv,
      models: modelsEnv,
      files: filesEnv,
      worker: workerEnv,
      log: logEnv,
    },
    process.env,
  );
}

export type WorkerEnv = ReturnType<typeof readWorkerEnv>;
