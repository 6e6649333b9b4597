import {
  accountsEnv,
  databaseEnv,
  editionEnv,
  type EnvOf,
  filesEnv,
  httpEnv,
  logEnv,
  mailEnv,
  modelsEnv,
  questionsEnv,
  queueEnv,
  readEnv,
  shieldEnv,
  vectorsEnv,
} from '@lectern/config';

/** What this process is set by. */
export const apiEnv = {
  database: databaseEnv,
  queue: queueEnv,
  vectors: vectorsEnv,
  models: modelsEnv,
  edition: editionEnv,
  questions: questionsEnv,
  files: filesEnv,
  http: httpEnv,
  accounts: accountsEnv,
  mail: mailEnv,
  shield: shieldEnv,
  log: logEnv,
};

export type ApiEnv = EnvOf<typeof apiEnv>;

/** Reads them from the environment; prints every problem and exits with code 1. */
export function readApiEnv(): ApiEnv {
  return readEnv(apiEnv, process.env);
}
