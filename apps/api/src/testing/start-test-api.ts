import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { parseEnv } from '@lectern/config';
import { apiKeys, createDb, type Database, logins, users } from '@lectern/db';
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
  /** Makes somebody new with an API key (of an operator: one that operates); a teacher by default. */
  makeUser(role?: 'operator' | 'teacher' | 'student'): Promise<TestUser>;
  /** Somebody's login, as a token for programs. */
  signIn(userId: string): Promise<string>;
  setPassword(userId: string, password: string): Promise<void>;
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
  /** On top of the usual ones. */
  variables?: Record<string, string>;
}

/** Tests ask much in little time. */
const generousRates = Object.fromEntries(
  ['DEFAULT', 'UPLOAD', 'MODEL', 'POLL', 'SITTING', 'ANONYMOUS'].map((rate) => [`LECTERN_RATE_${rate}`, '1000000']),
);

export async function startTestApi({
  queue: backend = 'postgres',
  reachDatabase,
  variables: variablesOfTest,
}: TestApiOptions = {}): Promise<TestApi> {
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
    LECTERN_SECRET: 'the secret of a test, which is long enough',
    LECTERN_LOG_LEVEL: 'silent',
    ...generousRates,
    ...variablesOfTest,
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
    signIn: (userId) => signIn(deps, userId),
    setPassword: async (userId, password) => deps.db.transaction(await deps.identity.preparePassword(userId, password)),
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

async function signIn({ db, identity }: Deps, userId: string): Promise<string> {
  const loginId = randomUUID();
  await db.insert(logins).values({ id: loginId, userId, token: randomUUID(), expiresAt: new Date(Date.now() + 3_600_000) });
  return (await identity.signToken({ loginId, userId }, 3_600)).token;
}

async function makeUser({ db }: Deps, role: 'operator' | 'teacher' | 'student'): Promise<TestUser> {
  const id = randomUUID();
  const token = `lk_${randomBytes(32).toString('base64url')}`;
  await db.insert(users).values({ id, name: role, role, email: `${role}-${id}@example.org` });
  const keyHash = createHash('sha256').update(token).digest('hex');
  const scope = role === 'operator' ? 'operator' : 'write';
  await db.insert(apiKeys).values({ id: randomUUID(), userId: id, name: 'test', keyHash, startsWith: token.slice(0, 7), scope });
  return { id, token };
}
