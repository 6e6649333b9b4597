import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { parseEnv } from '@lectern/config';
import { createDb, type Database, users } from '@lectern/db';
import { chromaUrl, createTestDatabase, createTestFolder, type QueueBackend } from '@lectern/testing';
import { createDeps, type Deps } from '../deps.ts';
import { apiEnv } from '../env.ts';
import { type RunningServer, startServer } from '../server.ts';
import { countWatchers } from './count-watchers.ts';

export interface TestUser {
  id: string;
  token: string;
}

/** A whole API on a free port, with a database and a folder of its own. */
export interface TestApi {
  url: string;
  deps: Deps;
  /** For what other processes do to the database. */
  sql: Database['sql'];
  server: RunningServer;
  /** The environment under which another process serves the same. */
  variables: Record<string, string>;
  /** Makes somebody new; a teacher by default. */
  makeUser(role?: 'operator' | 'teacher' | 'student'): Promise<TestUser>;
  /** Paths of all files in the store, half-written ones too. */
  storedFiles(): Promise<string[]>;
  /** How many streams of events are open. */
  watching(): number;
  /** Stops and removes all of it. */
  close(): Promise<void>;
}

interface TestApiOptions {
  /** Where the queue lives; in the database by default. */
  queue?: QueueBackend;
  /** Another address under which the API reaches its database. */
  reachDatabase?: (url: string) => Promise<string>;
}

export async function startTestApi({ queue: backend = 'postgres', reachDatabase }: TestApiOptions = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const folder = await createTestFolder();
  const queue = database.queue(backend);
  const variables = {
    DATABASE_URL: reachDatabase ? await reachDatabase(database.url) : database.url,
    ...(queue.backend === 'redis' && { REDIS_URL: queue.url, REDIS_PREFIX: queue.prefix }),
    CHROMA_URL: chromaUrl(),
    // Nobody listens there: what needs a model is not tested here.
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    LECTERN_CHAT_MODEL: 'none',
    LECTERN_EMBEDDING_MODEL: 'none',
    LECTERN_FILES_DIR: folder.path,
    LECTERN_PORT: '0',
    LECTERN_LOG_LEVEL: 'silent',
  };
  const { sql, close: closeSql } = createDb(database.url, { max: 2 });
  const env = parseEnv(apiEnv, variables);
  const deps = await createDeps(env);
  const { watcher, count } = countWatchers(deps.watcher);
  const server = await startServer(env, { ...deps, watcher });
  return {
    url: server.url,
    deps,
    sql,
    server,
    variables,
    makeUser: (role = 'teacher') => makeUser(deps, role),
    watching: count,
    async storedFiles() {
      const entries = await readdir(folder.path, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    },
    async close() {
      await server.close();
      await deps.close();
      await closeSql();
      await database.close();
      await folder.close();
    },
  };
}

async function makeUser({ db }: Deps, role: 'operator' | 'teacher' | 'student'): Promise<TestUser> {
  const id = randomUUID();
  const token = randomBytes(32).toString('base64url');
  const tokenHash = createHash('sha256').update(token).digest('hex');
  await db.insert(users).values({ id, name: role, role, tokenHash });
  return { id, token };
}
