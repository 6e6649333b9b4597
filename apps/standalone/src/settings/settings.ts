import { resolve } from 'node:path';
import {
  accountsEnv,
  auditEnv,
  databaseEnv,
  EnvError,
  type EnvSource,
  filesEnv,
  httpEnv,
  logEnv,
  mailEnv,
  modelsEnv,
  parseEnv,
  questionsEnv,
  queueEnv,
  type QueueConfig,
  shieldEnv,
  vectorsEnv,
  workerEnv,
} from '@lectern/config';
import { type Addresses, childVariables, type FolderSettings } from './child-variables.ts';
import { type Embedded, findEmbedded, findForgotten } from './embedded.ts';

export interface Settings {
  dataDir: string;
  /** Address that the API listens on. */
  host: string;
  port: number;
  embedded: Embedded;
  /** The provider of the language model; undefined when a file names several. */
  chat: { model: string; baseUrl: string; apiKey: string } | undefined;
  /** Where the parts are that replace embedded ones, for people. */
  hosts: { database: string; redis: string | undefined; vectors: string; models: string };
  /** The database that replaces the embedded one, past any pooler. */
  databaseUrl: string;
  queueOf(databaseUrl: string): QueueConfig;
  /** The environment of API and worker. */
  childVariables(addresses: Addresses, dataFolder: FolderSettings): EnvSource;
}

/** Stand in for what is known only once the servers run, so that everything can be checked before. */
const unknown = {
  addresses: { database: 'postgres://embedded', vectors: 'http://embedded', model: 'http://embedded' },
  dataFolder: { files: 'files', ownerToken: 'x'.repeat(32), secret: 'x'.repeat(32) },
};

/**
 * The settings of a start, all checked as API and worker will check them.
 * @throws EnvError with every problem.
 */
export function readSettings(variables: EnvSource, root: string): Settings {
  const embedded = findEmbedded(variables);
  const env = parseAll(
    childVariables({ variables, embedded, dataFolder: unknown.dataFolder }, unknown.addresses),
    findForgotten(variables),
  );
  return {
    dataDir: resolve(root, variables.LECTERN_DATA_DIR?.trim() || '.lectern'),
    host: env.http.host,
    port: env.http.port,
    embedded,
    chat:
      'providersFile' in env.models ? undefined : { model: env.models.chatModel, baseUrl: env.models.baseUrl, apiKey: env.models.apiKey },
    hosts: {
      database: hostOf(env.database.url),
      redis: env.queue.backend === 'redis' ? hostOf(env.queue.url) : undefined,
      vectors: 'url' in env.vectors ? hostOf(env.vectors.url) : 'Chroma Cloud',
      models: 'providersFile' in env.models ? env.models.providersFile : env.models.provider,
    },
    databaseUrl: env.database.directUrl,
    queueOf: (url) => (embedded.database && env.queue.backend === 'postgres' ? { backend: 'postgres', url } : env.queue),
    childVariables: (addresses, dataFolder) => childVariables({ variables, embedded, dataFolder }, addresses),
  };
}

const parts = {
  database: databaseEnv,
  queue: queueEnv,
  vectors: vectorsEnv,
  models: modelsEnv,
  questions: questionsEnv,
  files: filesEnv,
  http: httpEnv,
  accounts: accountsEnv,
  mail: mailEnv,
  shield: shieldEnv,
  worker: workerEnv,
  audit: auditEnv,
  log: logEnv,
};

function parseAll(variables: EnvSource, forgotten: readonly string[]) {
  const env = tryToParse(variables);
  if (env instanceof EnvError) throw new EnvError([...env.problems, ...forgotten]);
  if (forgotten.length > 0) throw new EnvError(forgotten);
  return env;
}

function tryToParse(variables: EnvSource) {
  try {
    return parseEnv(parts, variables);
  } catch (error) {
    if (error instanceof EnvError) return error;
    throw error;
  }
}

function hostOf(address: string): string {
  return new URL(address).host;
}
