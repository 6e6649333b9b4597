import { randomUUID } from 'node:crypto';
import { courses, documentRevisions, documents, files, pages, questions } from '@lectern/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { waterQuestion } from '../testing/water-question.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
});
afterAll(() => api.close());

/** A teacher with a draft in the bank of a course whose document has one page. */
async function makeQuestion() {
  const { db } = api.deps;
  const teacher = await api.makeUser();
  const [id, courseId, fileId, documentId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await db.insert(courses).values({ id: courseId, ownerId: teacher.id, title: 'Water' });
  await db.insert(files).values({ id: fileId, ownerId: teacher.id, sha256: fileId, bytes: 1, key: fileId });
  await db.insert(documents).values({ id: documentId, courseId, fileId, name: 'water.pdf', revision: 1, jobId: randomUUID() });
  await db.insert(documentRevisions).values({ documentId, revision: 1, pageCount: 1, bookmarks: [] });
  await db.insert(pages).values({ documentId, revision: 1, page: 1, text: 'It falls as rain.' });
  await db.insert(questions).values({
    ...waterQuestion,
    id,
    courseId,
    documentId,
    jobId: randomUUID(),
    taskId: randomUUID(),
    explanation: '',
    verification: 'verified',
    verifiedBy: 'some-model',
  });
  return { token: teacher.token, params: { id }, courseId };
}

test('a question shows its rubric, who verified it, and where it stands', async () => {
  const { token, params, courseId } = await makeQuestion();
  const { body } = await client.call('getQuestion', { token, params });
  expect(body).toMatchObject({
    rubric: [{ criterion: 'Names rain', points: 2 }],
    accepted: [],
    starter: null,
    verification: { state: 'verified', model: 'some-model' },
    state: 'draft',
    review_note: null,
  });
  expect((await client.call('listQuestions', { token, params: { id: courseId } })).body.items).toEqual([body]);
});

test('a choice gets criteria for the reasoning beside it, and a short answer is told that it has none', async () => {
  const { token, params } = await makeQuestion();
  const body = { version: 1, reasoning_rubric: [{ criterion: 'Says that vapour cools', points: 2 }] };
  const { status, problem } = await client.refuse('updateQuestion', { token, params, body });
  expect([status, problem.errors?.map(({ path }) => path)]).toEqual([422, ['reasoning_rubric']]);
  const options = ['rain', 'dust', 'light'].map((text, at) => ({ text, correct: at === 0, reason: '' }));
  await api.sql`update questions set type = 'single_choice', rubric = '[]', answer = 'rain', options = ${JSON.stringify(options)}::text::jsonb
    where id = ${params.id}`;
  expect((await client.call('updateQuestion', { token, params, body })).body).toMatchObject({
    version: 2,
    reasoning_rubric: body.reasoning_rubric,
    verification: { state: 'verified' },
  });
  expect((await client.call('getQuestion', { token, params })).body).toMatchObject({ reasoning_rubric: body.reasoning_rubric });
});

test('a question is changed, rejected with a reason, approved, and its versions are there newest first', async () => {
  const { token, params } = await makeQuestion();
  const { body: edited } = await client.call('updateQuestion', { token, params, body: { version: 1, stem: 'What does water fall as?' } });
  expect(edited).toMatchObject({ version: 2, stem: 'What does water fall as?', verification: { state: 'edited', model: null } });
  const { body: rejected } = await client.call('rejectQuestion', { token, params, body: { version: 2, reason: 'Too easy' } });
  expect(rejected).toMatchObject({ version: 3, state: 'rejected', review_note: 'Too easy' });
  const { body: approved } = await client.call('approveQuestion', { token, params, body: {} });
  expect(approved).toMatchObject({ version: 4, state: 'approved', review_note: null });
  expect((await client.call('approveQuestion', { token, params, body: {} })).body).toEqual(approved);
  const { items } = (await client.call('listQuestionVersions', { token, params })).body;
  expect(items.map(({ version, change, note }) => [version, change, note])).toEqual([
    [4, 'approved', null],
    [3, 'rejected', 'Too easy'],
    [2, 'edited', null],
  ]);
  expect(items.map(({ question }) => question)).toEqual([approved, rejected, edited]);
});

test('of two editors at once one wins, and the other is told to read it again', async () => {
  const { token, params } = await makeQuestion();
  const edit = (stem: string) => client.fetch('updateQuestion', { token, params, body: { version: 1, stem } });
  const answers = await Promise.all([edit('One?'), edit('Two?')]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  for (const [name, body] of [
    ['updateQuestion', { version: 1, topic: 'rain' }],
    ['approveQuestion', { version: 1 }],
    ['rejectQuestion', { version: 1, reason: 'No' }],
    ['regenerateQuestion', { version: 1 }],
  ] as const) {
    const { status, problem } = await client.refuse(name, { token, params, body });
    expect([name, status, problem.code]).toEqual([name, 409, 'conflict']);
  }
});

test.each([
  ['a quote that is not on the page', { evidence: { page: 1, quote: 'It falls as snow.' } }, ['evidence.quote']],
  ['a page that the document has not', { evidence: { page: 2, quote: 'It falls as rain.' } }, ['evidence.page']],
  ['no rubric', { rubric: [] }, ['rubric']],
  ['options of a short answer', { options: [{ text: 'rain', correct: true }] }, ['options']],
  ['a field that it has not', { topic: 'rain', state: 'approved' }, ['state']],
  ['nothing to change', {}, ['']],
])('%s is a 422 with the field named', async (_name, changes, paths) => {
  const { token, params } = await makeQuestion();
  const { status, problem } = await client.refuse('updateQuestion', { token, params, body: { version: 1, ...changes } });
  expect([status, problem.code, problem.errors?.map(({ path }) => path)]).toEqual([422, 'invalid_request', paths]);
});

test('a rejection needs a reason', async () => {
  const { token, params } = await makeQuestion();
  const { status, problem } = await client.refuse('rejectQuestion', { token, params, body: { reason: ' ' } });
  expect([status, problem.errors?.map(({ path }) => path)]).toEqual([422, ['reason']]);
});

test('a deleted question is gone', async () => {
  const { token, params } = await makeQuestion();
  const deleted = await client.fetch('deleteQuestion', { token, params });
  expect([deleted.status, await deleted.text()]).toEqual([204, '']);
  expect((await client.refuse('getQuestion', { token, params })).status).toBe(404);
  expect((await client.refuse('deleteQuestion', { token, params })).status).toBe(404);
});

test('a question is written anew by a job, once for a request that is repeated, and not twice at a time', async () => {
  const { token, params } = await makeQuestion();
  const request = { token, params, body: { hint: 'Ask for the cause' }, headers: { 'idempotency-key': 'again' } };
  const { body: accepted } = await client.call('regenerateQuestion', request);
  expect(accepted.status_url).toBe(`/api/jobs/${accepted.id}`);
  expect((await client.call('regenerateQuestion', request)).body).toEqual(accepted);
  const { body: job } = await client.call('getJob', { token, params: { id: accepted.id } });
  expect(job).toMatchObject({ kind: 'questions.regenerate', state: 'queued', stage: 'rewrite' });
  const second = await client.refuse('regenerateQuestion', { token, params, body: {} });
  expect([second.status, second.problem.code]).toEqual([409, 'job_not_final']);
  await client.call('cancelJob', { token, params: { id: accepted.id } });
  await client.call('regenerateQuestion', { token, params, body: {} });
});

test('somebody else’s question looks like none', async () => {
  const { params, courseId } = await makeQuestion();
  const { token } = await api.makeUser();
  const calls = [
    client.refuse('getQuestion', { token, params }),
    client.refuse('updateQuestion', { token, params, body: { version: 1, stem: 'Mine?' } }),
    client.refuse('deleteQuestion', { token, params }),
    client.refuse('approveQuestion', { token, params, body: {} }),
    client.refuse('rejectQuestion', { token, params, body: { reason: 'No' } }),
    client.refuse('regenerateQuestion', { token, params, body: {} }),
    client.refuse('listQuestionVersions', { token, params }),
    client.refuse('getQuestionStats', { token, query: { course_id: courseId } }),
  ];
  for (const { status, problem } of await Promise.all(calls)) expect([status, problem.code]).toEqual([404, 'not_found']);
});

test('the numbers of a teacher’s questions stand beside the questions', async () => {
  const { token, params, courseId } = await makeQuestion();
  await client.call('approveQuestion', { token, params, body: {} });
  const { body } = await client.call('getQuestionStats', { token });
  expect(body).toMatchObject({ questions: { requested: 0, draft: 0, approved: 1 }, seconds: null, cache: { hit_rate: null } });
  expect((await client.call('getQuestionStats', { token, query: { course_id: courseId } })).body).toEqual(body);
});
