import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { makeClass, questionOf } from '../testing/make-class.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
});
afterAll(() => api.close());

const { single_choice: choice, cloze, coding } = questionOf;

/** A class with three approved questions and a test of them. */
async function makeTest(body: Record<string, unknown> = {}) {
  const group = await makeClass(api);
  const questionIds = await group.addQuestions(choice, cloze, coding);
  const { token } = group.teacher;
  const sent = { title: 'Water', question_ids: questionIds, ...body };
  const { body: made } = await client.call('createTest', { token, params: { id: group.courseId }, body: sent });
  return { ...group, token, questionIds, made, params: { id: made.id } };
}

const codeOf = ({ status, problem }: { status: number; problem: { code: string } }) => [status, problem.code];
const pathsOf = ({ problem }: { problem: { errors?: { path: string }[] | undefined } }) => problem.errors?.map(({ path }) => path);
const auditOf = async (id: string) =>
  (await api.sql<{ action: string }[]>`select action from audit_entries where subject_id = ${id} order by id`).map(({ action }) => action);

test('a test is made of chosen questions in their order; students see it without what it consists of', async () => {
  const { made, params, token, questionIds, join, courseId } = await makeTest({ time_limit_seconds: 600, points: { coding: 5 } });
  expect(made).toMatchObject({
    course_id: courseId,
    state: 'open',
    total: 3,
    time_limit_seconds: 600,
    attempts_allowed: 1,
    mine: { attempts: 0, open_attempt_id: null },
    teacher: {
      question_ids: questionIds,
      blueprint: null,
      points: { coding: 5 },
      review: { confidence_below: null, border_percent: null },
      version: 1,
      students: { started: 0, submitted: 0 },
    },
  });
  expect((await client.call('getTest', { token, params })).body).toEqual(made);
  const student = await join();
  const { body: seen } = await client.call('getTest', { token: student.token, params });
  expect(seen).toEqual({ ...made, teacher: null });
  expect((await client.call('listTests', { token: student.token, params: { id: courseId } })).body.items).toEqual([seen]);
  expect(await auditOf(made.id)).toEqual(['test.created']);
});

test('the tests of a course are listed newest first, page by page', async () => {
  const { token, made, courseId, questionIds } = await makeTest();
  const request = { token, params: { id: courseId } };
  const { body: second } = await client.call('createTest', { ...request, body: { title: 'Second', question_ids: questionIds } });
  const { body: first } = await client.call('listTests', { ...request, query: { limit: 1 } });
  expect(first.items).toEqual([second]);
  const { body: rest } = await client.call('listTests', { ...request, query: { limit: 1, cursor: first.next_cursor ?? '' } });
  expect(rest).toEqual({ items: [made], next_cursor: null });
});

test('who is a stranger to the course does not know of its tests, and its students change none', async () => {
  const { params, courseId, questionIds, join } = await makeTest();
  const [student, stranger] = [await join(), await api.makeUser()];
  const body = { title: 'Mine', question_ids: questionIds };
  for (const [caller, refused] of [
    [student, [403, 'forbidden']],
    [stranger, [404, 'not_found']],
  ] as const) {
    const { token } = caller;
    expect(codeOf(await client.refuse('createTest', { token, params: { id: courseId }, body }))).toEqual(refused);
    expect(codeOf(await client.refuse('updateTest', { token, params, body: { version: 1, title: 'Mine' } }))).toEqual(refused);
    expect(codeOf(await client.refuse('deleteTest', { token, params }))).toEqual(refused);
  }
  expect((await client.refuse('getTest', { token: stranger.token, params })).status).toBe(404);
  expect((await client.refuse('listTests', { token: stranger.token, params: { id: courseId } })).status).toBe(404);
});

test('chosen questions that cannot be asked are named by their places', async () => {
  const { token, courseId, questionIds, addQuestions } = await makeTest();
  const elsewhere = await makeTest();
  const [draft] = await addQuestions({ ...choice, state: 'draft' });
  const [one, two] = questionIds;
  const ids = [one, draft, one, elsewhere.questionIds[0], two?.toUpperCase()];
  const refused = await client.refuse('createTest', { token, params: { id: courseId }, body: { title: 'T', question_ids: ids } });
  expect(codeOf(refused)).toEqual([422, 'invalid_request']);
  expect(pathsOf(refused)).toEqual(['question_ids.1', 'question_ids.2', 'question_ids.3']);
});

test('without approved questions there is no test', async () => {
  const { courseId, teacher, addQuestions } = await makeClass(api);
  const [draft] = await addQuestions({ ...choice, state: 'draft' });
  const create = (body: object) =>
    client.refuse('createTest', { token: teacher.token, params: { id: courseId }, body: { title: 'T', ...body } });
  expect(codeOf(await create({ blueprint: [{ count: 1 }] }))).toEqual([422, 'no_approved_questions']);
  expect(pathsOf(await create({ question_ids: [draft] }))).toEqual(['question_ids.0']);
});

test('a blueprint that cannot be filled says what is missing', async () => {
  const { token, courseId } = await makeTest();
  const create = (blueprint: object[]) => ({ token, params: { id: courseId }, body: { title: 'T', blueprint } });
  const { body } = await client.call('createTest', create([{ count: 2 }, { count: 1, type: 'coding' }]));
  expect(body).toMatchObject({ total: 3, teacher: { question_ids: null, blueprint: [{ count: 2 }, { count: 1, type: 'coding' }] } });
  const refused = await client.refuse(
    'createTest',
    create([{ count: 2, difficulty: 'easy', type: 'coding', topic: 'WATER' }, { count: 1 }]),
  );
  expect(codeOf(refused)).toEqual([422, 'not_enough_questions']);
  expect(refused.problem.detail).toContain('easy, coding, about “WATER”: 2 asked for, 1 there');
  expect(codeOf(await client.refuse('createTest', create([{ count: 1, topic: 'snow' }])))).toEqual([422, 'not_enough_questions']);
  expect(pathsOf(await client.refuse('createTest', create([{ count: 200 }, { count: 1 }])))).toEqual(['blueprint']);
});

test('of a blueprint that cannot be filled equal parts are named as one, and no more than twenty', async () => {
  const { token, courseId } = await makeTest();
  const refuse = async (blueprint: object[]) => {
    const { problem } = await client.refuse('createTest', { token, params: { id: courseId }, body: { title: 'T', blueprint } });
    return problem.detail ?? '';
  };
  const equal = await refuse(Array.from({ length: 50 }, (_, at) => ({ count: 1, type: 'coding', topic: at % 2 ? 'water' : 'WATER' })));
  expect(equal.match(/coding/gu)).toHaveLength(1);
  expect(equal).toContain('50 asked for, 1 there');
  const many = await refuse(Array.from({ length: 50 }, (_, at) => ({ count: 1, topic: `snow ${at}` })));
  expect(many.match(/asked for/gu)).toHaveLength(20);
  expect(many).toContain('and 30 more parts');
});

test('results that wait for the close of a test need one', async () => {
  const { token, params, courseId, questionIds, made } = await makeTest();
  const body = { title: 'T', question_ids: questionIds, show_results: 'after_close' };
  expect(pathsOf(await client.refuse('createTest', { token, params: { id: courseId }, body }))).toEqual(['closes_at']);
  const change = (changes: object, version = made.teacher?.version) => ({ token, params, body: { version, ...changes } });
  expect(pathsOf(await client.refuse('updateTest', change({ show_results: 'after_close' })))).toEqual(['closes_at']);
  const both = { show_results: 'after_close', closes_at: '2030-01-01T00:00:00Z' };
  expect((await client.call('updateTest', change(both))).body).toMatchObject({ show_results: 'after_close' });
  expect(pathsOf(await client.refuse('updateTest', change({ closes_at: null }, 2)))).toEqual(['closes_at']);
});

test('a test is open between its times, whatever time zone they are written in', async () => {
  const hour = 3_600_000;
  const at = (hours: number) => new Date(Date.now() + hours * hour).toISOString().replace('Z', '+00:00');
  const states = await Promise.all(
    [{ opens_at: at(1) }, { opens_at: at(-1), closes_at: at(1) }, { closes_at: at(-1) }].map(
      async (times) => (await makeTest(times)).made.state,
    ),
  );
  expect(states).toEqual(['not_open_yet', 'open', 'closed']);
  const { made } = await makeTest({ opens_at: '2026-03-01T10:00:00+02:00' });
  expect(made.opens_at).toBe('2026-03-01T08:00:00.000Z');
});

test('times that cannot be are refused, also together with those that stay', async () => {
  const { token, params, courseId, questionIds } = await makeTest({ closes_at: '2030-01-01T00:00:00Z' });
  const change = (body: object) => client.refuse('updateTest', { token, params, body: { version: 1, ...body } });
  expect(pathsOf(await change({ opens_at: '2030-01-01T00:00:00Z' }))).toEqual(['opens_at']);
  expect(pathsOf(await change({ opens_at: '2031-01-01T00:00:00Z', closes_at: '2030-06-01T00:00:00Z' }))).toEqual(['closes_at']);
  const never = { title: 'T', question_ids: questionIds, opens_at: '0000-01-01T00:00:00Z', closes_at: '9999-12-31T23:59:59-12:00' };
  expect(pathsOf(await client.refuse('createTest', { token, params: { id: courseId }, body: never }))).toEqual(['opens_at', 'closes_at']);
});

test('a change makes a version, one that changes nothing does not, and one of an older version is refused', async () => {
  const { token, params, made, questionIds } = await makeTest({ closes_at: '2030-01-01T00:00:00Z' });
  const same = { version: 1, title: 'Water', question_ids: questionIds, closes_at: '2030-01-01T01:00:00+01:00', points: {} };
  expect((await client.call('updateTest', { token, params, body: same })).body).toEqual(made);
  const changes = { title: 'Rain', time_limit_seconds: 60, closes_at: null, review: { confidence_below: 0.5, border_percent: null } };
  const { body: changed } = await client.call('updateTest', { token, params, body: { version: 1, ...changes } });
  expect(changed).toMatchObject({
    title: 'Rain',
    time_limit_seconds: 60,
    closes_at: null,
    teacher: { question_ids: questionIds, version: 2, review: { confidence_below: 0.5, border_percent: null } },
  });
  const stale = await client.refuse('updateTest', { token, params, body: { version: 1, title: 'Snow' } });
  expect(codeOf(stale)).toEqual([409, 'conflict']);
  expect(stale.problem.detail).toContain('version is 2');
  expect(await auditOf(made.id)).toEqual(['test.created', 'test.edited']);
});

test('a test whose question is gone can be renamed; it has one question less', async () => {
  const { token, params, questionIds } = await makeTest();
  const [first = '', second = ''] = questionIds;
  await api.sql`delete from questions where id = ${first}`;
  await api.sql`update questions set state = 'rejected' where id = ${second}`;
  const { body } = await client.call('updateTest', { token, params, body: { version: 1, title: 'Snow' } });
  expect(body).toMatchObject({ title: 'Snow', total: 1, teacher: { question_ids: questionIds } });
  const refused = await client.refuse('updateTest', { token, params, body: { version: 2, question_ids: questionIds.toReversed() } });
  expect(pathsOf(refused)).toEqual(['question_ids.1', 'question_ids.2']);
});

test('questions of a document that is being erased are not asked', async () => {
  const { token, params, documentId, courseId, questionIds } = await makeTest();
  await api.sql`update documents set deleted_at = now() where id = ${documentId}`;
  expect((await client.call('getTest', { token, params })).body.total).toBe(0);
  const again = await client.refuse('createTest', { token, params: { id: courseId }, body: { title: 'T', question_ids: questionIds } });
  expect(pathsOf(again)).toContain('question_ids.0');
});

test('who sits it has more or less time as soon as the teacher says so', async () => {
  const { token, params, join } = await makeTest({ time_limit_seconds: 600 });
  const student = await join();
  const { body: started } = await client.call('startTest', { token: student.token, body: { test_id: params.id } });
  await client.call('startTest', { token, body: { test_id: params.id } });
  const deadlines = async () => {
    const rows = await api.sql<{ seconds: number | null }[]>`
      select extract(epoch from deadline_at - started_at)::float8 as seconds from attempts where test_id = ${params.id} order by kind`;
    return rows.map(({ seconds }) => seconds);
  };
  expect(await deadlines()).toEqual([600, 600]);
  const change = (version: number, body: object) => client.call('updateTest', { token, params, body: { version, ...body } });
  await change(1, { time_limit_seconds: 900 });
  expect(await deadlines()).toEqual([900, 900]);
  const [row] = await api.sql<{ at: string }[]>`
    select started_at + interval '5 minutes' as at from attempts where id = ${started.attempt_id}`;
  const closesAt = new Date(row?.at ?? '').toISOString();
  await change(2, { closes_at: closesAt });
  // A preview ends when its time is over, not when the test closes.
  expect(await deadlines()).toEqual([900, 300]);
  await change(3, { time_limit_seconds: null });
  expect(await deadlines()).toEqual([null, 300]);
  await change(4, { closes_at: null });
  expect(await deadlines()).toEqual([null, null]);
});

test('a test that students have sat goes with its results only when told so; previews keep nobody', async () => {
  const { token, params, join } = await makeTest();
  const student = await join();
  await client.call('startTest', { token: student.token, body: { test_id: params.id } });
  expect((await client.call('getTest', { token, params })).body.teacher?.students).toEqual({ started: 1, submitted: 0 });
  expect(codeOf(await client.refuse('deleteTest', { token, params }))).toEqual([409, 'test_has_attempts']);
  expect((await client.fetch('deleteTest', { token, params, query: { with_results: 'true' } })).status).toBe(204);
  expect(await api.sql`select from attempts where user_id = ${student.id}`).toHaveLength(0);
  expect((await client.refuse('getTest', { token, params })).status).toBe(404);
  const previewed = await makeTest();
  await client.call('startTest', { token: previewed.token, body: { test_id: previewed.made.id } });
  expect((await client.fetch('deleteTest', { token: previewed.token, params: previewed.params })).status).toBe(204);
  expect((await client.refuse('getTest', { token: previewed.token, params: previewed.params })).status).toBe(404);
  expect(await auditOf(previewed.made.id)).toEqual(['test.created', 'test.deleted']);
});
