import { randomUUID } from 'node:crypto';
import { limits } from '@lectern/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { startTestApi, type TestApi, type TestUser } from '../testing/start-test-api.ts';

let api: TestApi;
let client: Client;
let teacher: TestUser;
beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
  teacher = await api.makeUser();
});
afterAll(() => api.close());

const item = { question: 'What are clouds made of?', answer: 'Of drops.' };

async function refusal(body: object) {
  const { status, problem } = await client.refuse('createEvaluation', { token: teacher.token, body });
  return [status, problem.code, problem.errors?.map(({ path }) => path)];
}

test('a batch is accepted with an estimate, and read before anybody has graded it', async () => {
  const items = [item, { ...item, answer: '' }, { ...item, type: 'coding', rubric: [{ criterion: 'It runs.', points: 1 }] }];
  const { body: accepted } = await client.call('createEvaluation', { token: teacher.token, body: { items } });
  expect(accepted).toMatchObject({ estimate: { answers: 3, calls: 1 }, status_url: `/api/jobs/${accepted.id}` });
  const params = { id: accepted.evaluation_id };
  const { body: first } = await client.call('getEvaluation', { token: teacher.token, params, query: { limit: 2 } });
  expect(first).toMatchObject({ job_id: accepted.id, total: 3, graded: 1 });
  expect(first.items.map(({ state, grade }) => [state, grade?.earned])).toEqual([
    ['waiting', undefined],
    ['final', 0],
  ]);
  const query = { limit: 2, cursor: first.next_cursor ?? '' };
  const { body: second } = await client.call('getEvaluation', { token: teacher.token, params, query });
  expect(second).toMatchObject({ items: [{ index: 3 }], next_cursor: null });
});

test('a batch that is sent twice under one key is one', async () => {
  const options = { token: teacher.token, body: { items: [item] }, headers: { 'idempotency-key': randomUUID() } };
  const countJobs = async () => (await client.call('listJobs', { token: teacher.token })).body.items.length;
  const before = await countJobs();
  const [first, second] = [await client.call('createEvaluation', options), await client.call('createEvaluation', options)];
  expect(second.body).toEqual(first.body);
  expect(await countJobs()).toBe(before + 1);
});

test.each([
  ['no answers', { items: [] }, 'invalid_request', ['items']],
  ['one too many', { items: Array.from({ length: limits.itemsPerEvaluation + 1 }, () => item) }, 'too_many_items', undefined],
  ['an answer too long', { items: [item, { ...item, answer: 'x'.repeat(10_001) }] }, 'answer_too_long', ['items.1.answer']],
  ['another type', { items: [{ ...item, type: 'cloze' }] }, 'invalid_request', ['items.0.type']],
  ['an empty rubric', { items: [{ ...item, rubric: [] }] }, 'invalid_request', ['items.0.rubric']],
])('a batch of %s is refused by its code', async (_what, body, code, paths) => {
  expect(await refusal(body)).toEqual([422, code, paths]);
});

test.each(['a\0b', 'a\uD800b'])('text that no database stores is refused, wherever it stands', async (text) => {
  for (const wrong of [{ answer: text }, { question: text }, { reference_answer: text }, { rubric: [{ criterion: text, points: 1 }] }]) {
    const [status, code] = await refusal({ items: [{ ...item, ...wrong }] });
    expect([status, code]).toEqual([422, 'invalid_request']);
  }
});

test('students have none, and nobody sees somebody else’s', async () => {
  const [student, stranger] = [await api.makeUser('student'), await api.makeUser()];
  const { problem } = await client.refuse('createEvaluation', { token: student.token, body: { items: [item] } });
  expect(problem.code).toBe('forbidden');
  const { body } = await client.call('createEvaluation', { token: teacher.token, body: { items: [item] } });
  const params = { id: body.evaluation_id };
  const refused = await client.refuse('getEvaluation', { token: stranger.token, params });
  expect(refused.problem.code).toBe('not_found');
  const operator = await api.makeUser('operator');
  expect((await client.call('getEvaluation', { token: operator.token, params })).body.total).toBe(1);
});
