import { databaseEnv, type EnvOf, filesEnv, httpEnv, logEnv, modelsEnv, queueEnv, readEnv, vectorsEnv } from '@lectern/config';

/** What this process is set by. */
export const apiEnv = {
  database: databaseEnv,
  queue: queueEnv,
  vectors: vectorsEnv,
  models: modelsEnv,
  files: filesEnv,
  http: httpEnv,
  log: logEnv,
};

export type ApiEnv = EnvOf<typeof apiEnv>;

/** Reads them from the environment; prints every problem and exits with code 1. */
export function readApiEnv(): ApiEnv {
  return readEnv(apiEnv, process.env);
}
