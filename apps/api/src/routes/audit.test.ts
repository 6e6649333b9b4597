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

test('operators read who did what, teachers do not', async () => {
  const [teacher, operator] = [await api.makeUser('teacher'), await api.makeUser('operator')];
  const { body: course } = await client.call('createCourse', { token: teacher.token, body: { title: 'Water' } });
  const query = { subject_id: course.id, actor_id: teacher.id, from: '2020-01-01T00:00:00Z', limit: 5 };
  const { body } = await client.call('listAudit', { token: operator.token, query });
  expect(body.items).toMatchObject([{ action: 'course.created', actor_name: 'teacher', subject_type: 'course', address: '127.0.0.1' }]);
  expect(JSON.stringify(body)).not.toContain('Water');
  expect(await client.refuse('listAudit', { token: teacher.token })).toMatchObject({ status: 403 });
  expect(await client.refuse('listAudit', { token: operator.token, query: { action: 'nonsense' } })).toMatchObject({ status: 422 });
});

test('an API key does not get the archive of a person', async () => {
  const { token } = await api.makeUser('teacher');
  expect(await client.refuse('exportMe', { token })).toMatchObject({ status: 403 });
});
