import { randomUUID } from 'node:crypto';
import { chunks, courses, documentRevisions, documents, files, pages } from '@lectern/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { startTestApi, type TestApi, type TestUser } from '../testing/start-test-api.ts';

const text = 'A lake is a body of still water that is surrounded by land. A river is a natural stream that flows to the sea.';
/** The document has two pages, of which the second one is a picture. */
const pageCount = 2;

let api: TestApi;
let client: Client;
let teacher: TestUser;
let courseId: string;
let documentId: string;

beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
  teacher = await api.makeUser();
  courseId = await makeCourse(teacher);
  documentId = await makeDocument(teacher, courseId);
});
afterAll(() => api.close());

async function makeCourse({ id: ownerId }: TestUser): Promise<string> {
  const id = randomUUID();
  await api.deps.db.insert(courses).values({ id, ownerId, title: 'Water' });
  return id;
}

/** Read and indexed, unless it is still on its way. */
async function makeDocument({ id: ownerId }: TestUser, course: string, { indexed = true } = {}): Promise<string> {
  const { db } = api.deps;
  const [id, fileId] = [randomUUID(), randomUUID()];
  const revision = indexed ? 1 : null;
  await db.insert(files).values({ id: fileId, ownerId, sha256: fileId, bytes: 1, key: fileId });
  await db.insert(documents).values({ id, courseId: course, fileId, name: 'lakes.pdf', revision, jobId: randomUUID() });
  await db.insert(documentRevisions).values({ documentId: id, revision: 1, pageCount, chunkCount: 1, bookmarks: [] });
  await db.insert(pages).values({ documentId: id, revision: 1, page: 1, text });
  await db
    .insert(chunks)
    .values({ id: randomUUID(), courseId: course, documentId: id, revision: 1, ordinal: 0, pageFrom: 1, pageTo: 1, text, tokens: 30 });
  return id;
}

async function refusal(body: object, course = courseId) {
  const { status, problem } = await client.refuse('generateQuestions', { token: teacher.token, params: { id: course }, body });
  return [status, problem.code, problem.errors?.map(({ path }) => path)];
}

test.each([
  ['none at all', { count: 0 }, 'count'],
  ['101', { count: 101 }, 'count'],
  ['no count', {}, 'count'],
  ['a type that there is not', { count: 5, types: ['true_false', 'essay'] }, 'types.1'],
  ['a level that there is not', { count: 5, bloom: 'guess' }, 'bloom'],
  ['a field that there is not', { count: 5, pages: { from: 1, to: 1 }, temperature: 2 }, 'temperature'],
  ['pages from 0', { count: 5, pages: { from: 0, to: 1 } }, 'pages.from'],
  ['pages beyond the end', { count: 5, pages: { from: 1, to: pageCount + 1 } }, 'pages.to'],
  ['pages that all lie beyond the end', { count: 5, pages: { from: 7, to: 9 } }, 'pages.to'],
])('whoever asks for %s gets a 422 that names the field', async (_what, body, path) => {
  expect(await refusal(body)).toEqual([422, 'invalid_request', [path]]);
});

test('pages without text are named as what is wrong', async () => {
  expect(await refusal({ count: 5, pages: { from: 2, to: 2 } })).toEqual([422, 'course_has_no_text', ['pages']]);
});

test('a document of another course, of somebody else, or still being read is named by its place in the list', async () => {
  const stranger = await api.makeUser();
  const others = [
    await makeDocument(teacher, await makeCourse(teacher)),
    await makeDocument(stranger, await makeCourse(stranger)),
    await makeDocument(teacher, courseId, { indexed: false }),
    randomUUID(),
  ];
  for (const other of others) {
    expect(await refusal({ count: 5, document_ids: [documentId, other] })).toEqual([422, 'invalid_request', ['document_ids.1']]);
  }
});

test('a course whose documents are missing or still being read has nothing to ask about', async () => {
  const empty = await makeCourse(teacher);
  expect(await refusal({ count: 5 }, empty)).toEqual([422, 'course_has_no_text', ['document_ids']]);
  await makeDocument(teacher, empty, { indexed: false });
  expect(await refusal({ count: 5 }, empty)).toEqual([422, 'course_has_no_text', ['document_ids']]);
});

test('a course of somebody else looks like none', async () => {
  const stranger = await api.makeUser();
  expect(await refusal({ count: 5 }, await makeCourse(stranger))).toEqual([404, 'not_found', undefined]);
});

test('what was turned down left no job behind, and the least and the most that may be asked for are taken', async () => {
  const countJobs = async () => (await client.call('listJobs', { token: teacher.token })).body.items.length;
  expect(await countJobs()).toBe(0);
  for (const count of [1, 100]) {
    const body = { count, document_ids: [documentId], pages: { from: 1, to: pageCount } };
    const { body: accepted } = await client.call('generateQuestions', { token: teacher.token, params: { id: courseId }, body });
    expect(accepted.estimate.calls).toBeGreaterThanOrEqual(count / 5);
  }
  expect(await countJobs()).toBe(2);
});
