import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { migrate } from '@lectern/db';
import { createDatabase, startChroma, startPostgres } from '@lectern/embedded';
import { chatModel, embeddingModel } from '@lectern/local-model';
import { migrateQueue } from '@lectern/queue';
import type { FaultProxy } from '@lectern/testing/fault-proxy';
import { z } from 'zod';
import { forkProgram, type Program } from '../servers/fork-program.ts';
import { makeFolder } from '../servers/make-folder.ts';
import { startModelBehindProxy } from '../servers/start-model.ts';
import { startRedis } from '../servers/start-redis.ts';
import { addPeople, type People } from './add-people.ts';

const api = new URL('../../../../apps/api/src/main.ts', import.meta.url);
const worker = new URL('../../../../apps/worker/src/main.ts', import.meta.url);
const Ready = z.object({ type: z.literal('ready'), url: z.string().optional() });

/** Where queue and limits live. */
export const queues = ['redis', 'postgres'] as const;

interface SchoolOptions {
  queue: (typeof queues)[number];
  students: number;
  /** Calls of the worker to the model at once. */
  callsAtOnce: number;
}

/** A production-like installation: one API and one worker, each a process as `npm run api` and `npm run worker` start them. */
export interface School extends People {
  url: string;
  databaseUrl: string;
  /** In front of the built-in model. */
  proxy: FaultProxy;
}

export async function startSchool({ queue, students, callsAtOnce }: SchoolOptions, cleanups: AsyncDisposableStack): Promise<School> {
  const folder = await makeFolder(cleanups);
  const [postgres, chroma, proxy] = await Promise.all([
    startPostgres({ dataDir: join(folder, 'postgres') }),
    startChroma({ dataDir: join(folder, 'chroma') }),
    startModelBehindProxy(),
  ]);
  cleanups.defer(() => postgres.stop());
  cleanups.defer(() => chroma.stop());
  cleanups.defer(() => proxy.close());
  const databaseUrl = await createDatabase(postgres.url, 'lectern');
  const redisUrl = queue === 'redis' ? await startRedis(folder, cleanups) : undefined;
  await migrate(databaseUrl);
  if (redisUrl === undefined) await migrateQueue({ backend: 'postgres', url: databaseUrl });
  const people = await addPeople(databaseUrl, students);
  const variables = {
    DATABASE_URL: databaseUrl,
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl, REDIS_PREFIX: `bench-${randomBytes(8).toString('hex')}` }),
    CHROMA_URL: chroma.url,
    OPENAI_BASE_URL: proxy.url,
    LECTERN_CHAT_MODEL: chatModel,
    LECTERN_EMBEDDING_MODEL: embeddingModel,
    LECTERN_MODEL_BUILT_IN: 'true',
    LECTERN_FILES_DIR: join(folder, 'files'),
    LECTERN_PORT: '0',
    LECTERN_SECRET: randomBytes(32).toString('base64url'),
    WORKER_CONCURRENCY_MODELS: String(callsAtOnce),
  };
  const [{ url = '' }] = await Promise.all([start(api, variables, cleanups), start(worker, variables, cleanups)]);
  return { url, databaseUrl, proxy, ...people };
}

async function start(entry: URL, env: Record<string, string>, cleanups: AsyncDisposableStack): Promise<z.infer<typeof Ready>> {
  const program: Program = cleanups.adopt(forkProgram(entry, { env }), (running) => running.stop());
  return Ready.parse(await program.hear());
}
