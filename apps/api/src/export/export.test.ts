import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer, json, text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { type Actor, addDocuments, audit, beginExport, createCourse, type Ctx, type FileStore, planners } from '@lectern/core';
import { apiKeys, courses, createDb, credentials, type Database, llmCalls, logins, questions, questionVersions, users } from '@lectern/db';
import { createDiskFileStore } from '@lectern/storage';
import { createTestDatabase, createTestFolder, type TestDatabase } from '@lectern/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportEntries } from './export-entries.ts';
import { entryOf, unzip } from './testing/unzip.ts';
import { zipOf } from './zip-of.ts';

let testDatabase: TestDatabase;
let database: Database;
let folder: Awaited<ReturnType<typeof createTestFolder>>;
let ctx: Ctx & { files: FileStore };
const opened: Readable[] = [];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDb(testDatabase.url, { max: 3 });
  folder = await createTestFolder();
  const store = createDiskFileStore({ folder: folder.path });
  const open: FileStore['open'] = async (key) => {
    const file = await store.open(key);
    opened.push(file.stream);
    return file;
  };
  const nothing = async () => {};
  ctx = {
    db: database.db,
    queue: {
      send: nothing,
      findLive: async () => [],
      remove: nothing,
      reprioritize: nothing,
      counts: async () => ({ waiting: 0, prioritized: 0, delayed: 0, active: 0, failed: 0 }),
      hasSentinel: async () => true,
      putSentinel: nothing,
      ping: nothing,
      close: nothing,
    },
    planners,
    changes: { publish: () => {}, close: nothing },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    files: { ...store, open },
  };
});
afterAll(async () => {
  await database.close();
  await testDatabase.close();
  await folder.close();
});

async function person(): Promise<Actor> {
  const userId = randomUUID();
  await ctx.db.insert(users).values({ id: userId, name: 'Maria Gray', email: `${userId}@example.org`, role: 'teacher' });
  await ctx.db
    .insert(credentials)
    .values({ id: randomUUID(), userId, accountId: userId, providerId: 'credential', password: 'hash-of-password' });
  await ctx.db.insert(logins).values({ id: randomUUID(), userId, token: `token-${userId}`, expiresAt: new Date(), ipAddress: '192.0.2.7' });
  await ctx.db
    .insert(apiKeys)
    .values({ id: randomUUID(), userId, name: 'laptop', keyHash: `hash-of-key-${userId}`, startsWith: 'lk_abc', scope: 'read' });
  return { userId, role: 'teacher', from: { address: '192.0.2.7', requestId: 'r' } };
}

async function upload(actor: Actor, courseId: string, ...given: { name: string; pdf: Buffer }[]) {
  const signal = AbortSignal.timeout(10_000);
  const files = await Promise.all(
    given.map(async ({ name, pdf }) => ({
      name,
      stored: await ctx.files.put(actor.userId, Readable.from([pdf]), { maxBytes: 1e8, signal }),
    })),
  );
  return (await addDocuments(ctx, { actor, course: { id: courseId }, files })).jobs;
}

function pdf(bytes: number): Buffer {
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes)]);
}

async function ask(courseId: string, documentId: string, stem: string): Promise<void> {
  const id = randomUUID();
  const content = {
    stem,
    type: 'true_false',
    options: [],
    answer: 'true',
    explanation: '',
    difficulty: 'easy',
    bloom: 'remember',
    topic: '',
  } as const;
  const place = {
    courseId,
    documentId,
    jobId: randomUUID(),
    taskId: randomUUID(),
    ordinal: 0,
    revision: 1,
    page: 1,
    quote: '',
    language: 'en',
  };
  await ctx.db.insert(questions).values({ id, ...place, ...content, options: [], state: 'draft' });
  const rest = {
    accepted: [],
    rubric: [],
    reasoningRubric: [],
    starter: null,
    verifiedBy: null,
    reviewNote: null,
    revision: 1,
    page: 1,
    quote: '',
    language: 'en',
  };
  await ctx.db.insert(questionVersions).values({
    questionId: id,
    version: 1,
    change: 'accepted',
    state: 'draft',
    content: { ...content, ...rest, options: [], verification: 'code_checked' },
  });
}

async function archiveOf(actor: Actor): Promise<Readable> {
  return zipOf(exportEntries(ctx, { actor, account: await beginExport(ctx, { actor }) }));
}

test('an archive holds what is kept about somebody, and their files byte for byte under safe names', async () => {
  const actor = await person();
  const course = await createCourse(ctx, { actor, title: '../../C:\\Water & ice' });
  const [first, second] = [pdf(100_000), pdf(100)];
  const [added] = await upload(actor, course.id, { name: '../../passwd.pdf', pdf: first }, { name: '../../passwd.pdf', pdf: second });
  await upload(actor, course.id, { name: '..', pdf: pdf(50) });
  await ask(course.id, added?.documentId ?? '', 'Water boils at 100 °C.');
  const call = { provider: 'p', model: 'm', purpose: 'write', outcome: 'ok', inputTokens: 3, outputTokens: 4, latencyMs: 1 } as const;
  await ctx.db.insert(llmCalls).values(
    ['2026-01-31', '2026-02-01', '2026-02-28'].map((day) => ({
      id: randomUUID(),
      billedTo: actor.userId,
      microdollars: 5,
      createdAt: new Date(`${day}T12:00:00Z`),
      ...call,
    })),
  );
  const other = await person();
  await createCourse(ctx, { actor: other, title: 'Somebody else’s' });

  const bytes = await buffer(await archiveOf(actor));
  const entries = await unzip(bytes);
  const all = [...entries.keys()];
  expect(all.join(' ')).not.toMatch(/else/u);
  expect(all.filter((name) => name.endsWith('.pdf'))).toHaveLength(3);
  expect(await buffer(entryOf(entries, new RegExp(`passwd-${added?.documentId}\\.pdf$`, 'u')))).toEqual(first);
  expect(await json(entryOf(entries, /\/questions\.json$/u))).toMatchObject([
    { stem: 'Water boils at 100 °C.', reasoning_rubric: [], versions: [{ version: 1, content: { reasoning_rubric: [] } }] },
  ]);
  expect(await json(entryOf(entries, /\/documents\.json$/u))).toMatchObject([{ name: '../../passwd.pdf' }, {}, {}]);
  expect(await json(entryOf(entries, /usage\.json$/u))).toMatchObject([
    { id: '2026-01', calls: 1, microdollars: 5 },
    { id: '2026-02', calls: 2, microdollars: 10 },
  ]);
  expect(await json(entryOf(entries, /^memberships\.json$/u))).toEqual([]);
  expect(await json(entryOf(entries, /^jobs\.json$/u))).toHaveLength(3);
  expect(await json(entryOf(entries, /^audit\.json$/u))).toEqual(
    expect.arrayContaining([expect.objectContaining({ action: 'account.exported' })]),
  );
  const [account, known, keys] = await Promise.all([/^account/u, /^logins/u, /^api-keys/u].map((name) => text(entryOf(entries, name))));
  expect(account).toContain(`${actor.userId}@example.org`);
  expect(known).toContain('192.0.2.7');
  expect(keys).toContain('laptop');
  expect(`${account} ${known} ${keys}`).not.toMatch(/hash-of|token-/u);
});

test('an archive of more than is read at a time is complete', async () => {
  const actor = await person();
  for (let at = 0; at < 450; at += 1) await audit(ctx, { actor, action: 'course.renamed' });
  const many = Array.from({ length: 201 }, (_, at) => ({ id: randomUUID(), ownerId: actor.userId, title: `Course ${at}` }));
  await ctx.db.insert(courses).values(many);
  const entries = await unzip(await buffer(await archiveOf(actor)));
  expect(await json(entryOf(entries, /^audit\.json$/u))).toHaveLength(451);
  expect([...entries.keys()].filter((name) => name.endsWith('course.json'))).toHaveLength(201);
});

test('whoever hangs up leaves no file open', async () => {
  const actor = await person();
  const course = await createCourse(ctx, { actor, title: 'Long' });
  await upload(actor, course.id, { name: 'one.pdf', pdf: pdf(8_000_000) }, { name: 'two.pdf', pdf: pdf(8_000_000) });
  opened.length = 0;
  const archive = await archiveOf(actor);
  let read = 0;
  for await (const chunk of archive) {
    read += (chunk as Buffer).length;
    if (read > 1_000_000) break;
  }
  expect(archive.destroyed).toBe(true);
  const [file, ...others] = opened;
  if (!file) throw new Error('no file was opened');
  await finished(file).catch(() => {});
  expect(file.closed).toBe(true);
  expect(others).toEqual([]);
});
