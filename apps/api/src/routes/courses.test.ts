import { randomUUID } from 'node:crypto';
import { documentRevisions, documents, files, sections } from '@lectern/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
});
afterAll(() => api.close());

async function makeCourse(token: string, title = 'Biology'): Promise<string> {
  return (await client.call('createCourse', { token, body: { title } })).body.id;
}

test('a course is made, read, renamed and erased', async () => {
  const { token } = await api.makeUser();
  const { body: made } = await client.call('createCourse', { token, body: { title: '  Biology 1 ' } });
  expect(made).toMatchObject({ title: 'Biology 1', document_count: 0, question_count: 0 });
  const params = { id: made.id };
  expect((await client.call('getCourse', { token, params })).body).toEqual(made);
  const { body: renamed } = await client.call('updateCourse', { token, params, body: { title: 'Biology 2' } });
  expect(renamed).toEqual({ ...made, title: 'Biology 2' });
  const { body: erasing } = await client.call('deleteCourse', { token, params });
  expect(erasing.status_url).toBe(`/api/jobs/${erasing.id}`);
  expect((await client.call('getJob', { token, params: { id: erasing.id } })).body).toMatchObject({ kind: 'courses.erase' });
  expect((await client.refuse('getCourse', { token, params })).problem.code).toBe('not_found');
});

test('a long list of courses comes page by page, each course once', async () => {
  const { token } = await api.makeUser();
  const made = new Set<string>();
  for (const number of [1, 2, 3, 4, 5]) made.add(await makeCourse(token, `Course ${number}`));
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: Record<string, string | number> = cursor === '' ? { limit: 2 } : { limit: 2, cursor };
    const { body } = await client.call('listCourses', { token, query });
    expect(body.items.length).toBeLessThanOrEqual(2);
    seen.push(...body.items.map(({ id }) => id));
    cursor = body.next_cursor;
  }
  expect(seen).toHaveLength(5);
  expect(new Set(seen)).toEqual(made);
});

test('a cursor that is none of ours is refused by its name', async () => {
  const { token } = await api.makeUser();
  const { status, problem } = await client.refuse('listCourses', { token, query: { cursor: 'zzz' } });
  expect({ status, problem }).toMatchObject({ status: 422, problem: { code: 'invalid_request', errors: [{ path: 'cursor' }] } });
});

test('somebody else’s course looks like none', async () => {
  const owner = await api.makeUser();
  const other = await api.makeUser();
  const params = { id: await makeCourse(owner.token) };
  const calls = [
    client.refuse('getCourse', { token: other.token, params }),
    client.refuse('updateCourse', { token: other.token, params, body: { title: 'Mine now' } }),
    client.refuse('deleteCourse', { token: other.token, params }),
    client.refuse('listDocuments', { token: other.token, params }),
    client.refuse('listQuestions', { token: other.token, params }),
    client.refuse('searchCourse', { token: other.token, params, query: { q: 'cell' } }),
    client.refuse('getOutline', { token: other.token, params }),
    client.refuse('generateQuestions', { token: other.token, params, body: { count: 1 } }),
  ];
  for (const { status, problem } of await Promise.all(calls)) expect([status, problem.code]).toEqual([404, 'not_found']);
  expect((await client.call('listCourses', { token: other.token })).body.items).toEqual([]);
});

test('the outline of a course has the sections of its published documents', async () => {
  const { id: ownerId, token } = await api.makeUser();
  const params = { id: await makeCourse(token) };
  expect((await client.call('getOutline', { token, params })).body).toEqual({ documents: [] });
  const published = await insertDocument(ownerId, params.id, 1);
  await insertDocument(ownerId, params.id, null);
  const { body } = await client.call('getOutline', { token, params });
  const document = { document_id: published, file_name: 'cells.pdf', title: 'Cells', revision: 1, page_count: 9 };
  const place = { depth: 0, page_from: 1, page_to: 9 };
  expect(body.documents).toMatchObject([
    {
      ...document,
      sections: [
        { ...place, title: 'Osmosis', summary: 'Water moves.', terms: ['osmosis'] },
        { ...place, title: 'Diffusion', summary: null, terms: [] },
      ],
    },
  ]);
});

/** A document of nine pages whose first section is summed up and whose second is not yet. */
async function insertDocument(ownerId: string, courseId: string, revision: number | null): Promise<string> {
  const { db } = api.deps;
  const [fileId, documentId] = [randomUUID(), randomUUID()];
  await db.insert(files).values({ id: fileId, ownerId, sha256: fileId, bytes: 1, key: fileId });
  await db.insert(documents).values({ id: documentId, courseId, fileId, name: 'cells.pdf', revision, jobId: randomUUID() });
  await db.insert(documentRevisions).values({ documentId, revision: 1, pageCount: 9, title: 'Cells', bookmarks: [] });
  const section = { documentId, revision: 1, depth: 0, pageFrom: 1, pageTo: 9, chunkFrom: 0, chunkTo: 1 };
  await db.insert(sections).values([
    { ...section, id: randomUUID(), ordinal: 0, title: 'Osmosis', summary: 'Water moves.', terms: ['osmosis'] },
    { ...section, id: randomUUID(), ordinal: 1, title: 'Diffusion' },
  ]);
  return documentId;
}

test('questions about an empty course are refused with what to do', async () => {
  const { token } = await api.makeUser();
  const params = { id: await makeCourse(token) };
  const { status, problem } = await client.refuse('generateQuestions', { token, params, body: { count: 5 } });
  expect(status).toBe(422);
  expect(problem).toMatchObject({ code: 'course_has_no_text' });
  expect((await client.call('listQuestions', { token, params })).body).toEqual({ items: [], next_cursor: null });
});
