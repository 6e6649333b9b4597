import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { apiKeys, courses, createDb, type Db, jobs, migrate, users } from '@lectern/db';
import { createDatabase, startPostgres } from '@lectern/embedded';
import { migrateQueue } from '@lectern/queue';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { type Command, UsageError } from '../command.ts';
import { atLeast, type Figure, withoutTarget } from '../report.ts';
import { forkProgram } from '../servers/fork-program.ts';
import { makeFolder } from '../servers/make-folder.ts';
import { pollFor } from './poll.ts';

const entry = new URL('serve.ts', import.meta.url);
const Ready = z.object({ url: z.string() });
const leastShare = 0.85;
const warmUpSeconds = 2;

/** What it costs a poll that the API has to know who asks. */
export const polling: Command = {
  help: `polling [--pairs 5] [--seconds 5]
    GET /api/jobs/:id by one process, with an API key and everything that comes of it (recognising, roles, rates), and by
    another one in which who asks is taken for granted: in turns, against one database. About a minute.`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { pairs: { type: 'string' }, seconds: { type: 'string' } } });
    const [pairs, seconds] = [readCount('--pairs', values.pairs ?? '5'), readCount('--seconds', values.seconds ?? '5')];
    await using cleanups = new AsyncDisposableStack();
    const folder = await makeFolder(cleanups);
    const server = cleanups.adopt(await startPostgres({ dataDir: join(folder, 'postgres') }), ({ stop }) => stop());
    const databaseUrl = await createDatabase(server.url, 'lectern');
    await migrate(databaseUrl);
    await migrateQueue({ backend: 'postgres', url: databaseUrl });
    const { ownerId, key, jobId } = await prepare(databaseUrl);
    const variables = variablesOf(databaseUrl, folder);
    const asIs = await serve(variables, [], cleanups);
    const granted = await serve(variables, [ownerId], cleanups);

    const path = `/api/jobs/${jobId}`;
    const headers = { authorization: `Bearer ${key}` };
    for (const url of [asIs, granted]) await pollFor(warmUpSeconds, url + path, headers);
    const rounds = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const without = await pollFor(seconds, granted + path, headers);
      const withIt = await pollFor(seconds, asIs + path, headers);
      console.log(`pair ${pair + 1}: ${Math.round(withIt)}/s with, ${Math.round(without)}/s without`);
      rounds.push({ withIt, without, share: withIt / without });
    }
    return figuresOf(rounds);
  },
};

interface Round {
  withIt: number;
  without: number;
  share: number;
}

function figuresOf(rounds: readonly Round[]): Figure[] {
  const shares = rounds.map(({ share }) => share);
  return [
    atLeast('polls/s with authentication, of those without (median of pairs)', median(shares), leastShare, { digits: 2 }),
    withoutTarget('least and most of the pairs', `${Math.min(...shares).toFixed(2)} to ${Math.max(...shares).toFixed(2)}`),
    withoutTarget('polls/s with authentication', median(rounds.map(({ withIt }) => withIt)).toFixed(0)),
    withoutTarget('polls/s without', median(rounds.map(({ without }) => without)).toFixed(0)),
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function readCount(option: string, text: string): number {
  if (!/^[1-9]\d?$/u.test(text)) throw new UsageError(`${option} must be a number from 1 to 99`);
  return Number(text);
}

async function serve(variables: Record<string, string>, args: readonly string[], cleanups: AsyncDisposableStack): Promise<string> {
  const program = cleanups.adopt(forkProgram(entry, { args, env: variables }), (running) => running.stop());
  return Ready.parse(await program.hear()).url;
}

function variablesOf(databaseUrl: string, folder: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    // Neither is asked for anything by a poll.
    CHROMA_URL: 'http://127.0.0.1:9',
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    LECTERN_CHAT_MODEL: 'none',
    LECTERN_EMBEDDING_MODEL: 'none',
    LECTERN_FILES_DIR: folder,
    LECTERN_PORT: '0',
    LECTERN_SECRET: randomBytes(32).toString('base64url'),
    // Polls are counted all the same; only nobody is turned away.
    LECTERN_RATE_POLL: '1000000',
    LECTERN_LOG_LEVEL: 'error',
  };
}

/** A teacher with a key, and a job of theirs that is under way. */
async function prepare(databaseUrl: string): Promise<{ ownerId: string; key: string; jobId: string }> {
  const database = createDb(databaseUrl, { max: 1 });
  try {
    return await insertJob(database.db);
  } finally {
    await database.close();
  }
}

async function insertJob(db: Db): Promise<{ ownerId: string; key: string; jobId: string }> {
  const [ownerId, courseId, jobId] = [uuidv7(), uuidv7(), uuidv7()];
  const key = `lk_${randomBytes(32).toString('base64url')}`;
  const keyHash = createHash('sha256').update(key).digest('hex');
  await db.insert(users).values({ id: ownerId, name: 'Teacher', role: 'teacher', email: 'teacher@example.org' });
  await db.insert(apiKeys).values({ id: uuidv7(), userId: ownerId, name: 'bench', keyHash, startsWith: key.slice(0, 7), scope: 'write' });
  await db.insert(courses).values({ id: courseId, ownerId, title: 'Course' });
  await db.insert(jobs).values({
    id: jobId,
    kind: 'documents.ingest',
    requestedBy: ownerId,
    courseId,
    params: { documentId: uuidv7(), revision: 1 },
    state: 'running',
    stage: 'extract',
    queue: 'documents',
    message: 'Reading the pages',
    progress: 20,
    done: 2,
    total: 8,
  });
  return { ownerId, key, jobId };
}
