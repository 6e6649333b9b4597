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

const key = (value: string) => ({ 'idempotency-key': value });

test('the same request sent again with its key gets the first answer, and makes nothing new', async () => {
  const { token } = await api.makeUser();
  const request = { token, body: { title: 'Once' }, headers: key('k-1') };
  const first = await client.call('createCourse', request);
  const again = await client.call('createCourse', request);
  expect(again.body).toEqual(first.body);
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect((await client.call('listCourses', { token })).body.items).toHaveLength(1);
});

test('ten of the same at once make one thing', async () => {
  const { token } = await api.makeUser();
  const request = { token, body: { title: 'Ten' }, headers: key('k-2') };
  const statuses = (await Promise.all(Array.from({ length: 10 }, () => client.fetch('createCourse', request)))).map(({ status }) => status);
  expect(new Set(statuses)).toSatisfy(
    (seen: Set<number>) => seen.has(201) && [...seen].every((status) => status === 201 || status === 409),
  );
  expect((await client.call('listCourses', { token })).body.items).toHaveLength(1);
});

test('the same key with another body is refused', async () => {
  const { token } = await api.makeUser();
  await client.call('createCourse', { token, body: { title: 'One' }, headers: key('k-3') });
  const { status, problem } = await client.refuse('createCourse', { token, body: { title: 'Two' }, headers: key('k-3') });
  expect([status, problem.code]).toEqual([422, 'idempotency_mismatch']);
});

test('a key is one person’s: somebody else may use the same', async () => {
  const [one, two] = [await api.makeUser(), await api.makeUser()];
  const first = await client.call('createCourse', { token: one.token, body: { title: 'Same' }, headers: key('k-4') });
  const second = await client.call('createCourse', { token: two.token, body: { title: 'Same' }, headers: key('k-4') });
  expect(second.body.id).not.toBe(first.body.id);
});

test('a request that failed frees its key', async () => {
  const { token } = await api.makeUser();
  const { body: course } = await client.call('createCourse', { token, body: { title: 'Empty' } });
  const request = { token, params: { id: course.id }, body: { count: 3 }, headers: key('k-5') };
  expect((await client.refuse('generateQuestions', request)).problem.code).toBe('course_has_no_text');
  expect((await client.refuse('generateQuestions', request)).problem.code).toBe('course_has_no_text');
});

test.each(['x'.repeat(201), 'two words', ''])('a key like %j is refused', async (value) => {
  const { token } = await api.makeUser();
  const { status, problem } = await client.refuse('createCourse', { token, body: { title: 'T' }, headers: key(value) });
  expect({ status, problem }).toMatchObject({ status: 422, problem: { errors: [{ path: 'idempotency-key' }] } });
});
