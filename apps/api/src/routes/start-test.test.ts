import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { makeClass, questionOf, type TestClass } from '../testing/make-class.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
});
afterAll(() => api.close());

const { single_choice: choice, true_false: trueFalse, cloze, coding } = questionOf;

async function makeTest(body: Record<string, unknown> = {}) {
  const group = await makeClass(api);
  const questionIds = await group.addQuestions(choice, trueFalse, cloze, coding);
  return { ...group, questionIds, testId: await createTest(group, { question_ids: questionIds, ...body }) };
}

async function createTest({ teacher, courseId }: TestClass, body: Record<string, unknown>): Promise<string> {
  const { body: made } = await client.call('createTest', {
    token: teacher.token,
    params: { id: courseId },
    body: { title: 'Water', ...body },
  });
  return made.id;
}

const start = async ({ token }: { token: string }, testId: string) =>
  (await client.call('startTest', { token, body: { test_id: testId } })).body;
const refuse = async ({ token }: { token: string }, body: object) => {
  const { status, problem } = await client.refuse('startTest', { token, body });
  return [status, problem.code];
};
const finish = async ({ token }: { token: string }, attemptId: string) =>
  client.call('submitAnswer', { token, body: { attempt_id: attemptId, finish: true } });
interface AnswerRow {
  question_id: string;
  points: number;
  option_order: number[];
}
const answersOf = (attemptId: string) =>
  api.sql<AnswerRow[]>`select question_id, points, option_order from answers where attempt_id = ${attemptId} order by ordinal`;
/** Without what is nobody's business here; `seconds`: how long it may last. */
const attemptsOf = (userId: string) => api.sql<Record<string, unknown>[]>`
  select id, test_id, kind, track, number, state, position, ended_by,
    extract(epoch from deadline_at - started_at)::float8 as seconds
  from attempts where user_id = ${userId} order by id`;
const endLongAgo = (attemptId: string) => api.sql`update attempts set deadline_at = now() - interval '1 hour' where id = ${attemptId}`;
/** When a test opens and closes, in seconds from now. */
const setTimes = (testId: string, opens: number | null, closes: number | null) => api.sql`
  update tests set opens_at = now() + ${opens}::int * interval '1 second', closes_at = now() + ${closes}::int * interval '1 second'
  where id = ${testId}`;

test('a student begins with the first question, and nothing gives an answer away', async () => {
  const { join, testId, questionIds } = await makeTest({ shuffle_questions: false, time_limit_seconds: 600, points: { coding: 7 } });
  const student = await join();
  const started = await start(student, testId);
  expect(started).toMatchObject({ kind: 'test', resumed: false, index: 1, total: 4 });
  expect(started.question).toMatchObject({ id: questionIds[0], type: 'single_choice', points: 1, answer: null, answer_version: 0 });
  expect(started.question.options.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  expect(started.question.options.map(({ text }) => text).toSorted()).toEqual(['dust', 'glass', 'rain', 'sand']);
  expect(JSON.stringify(started)).not.toMatch(/correct|reason of|It says so|falls as rain/u);
  const [attempt] = await attemptsOf(student.id);
  const about = { id: started.attempt_id, test_id: testId, number: 1, state: 'open', position: 0, track: 'general', seconds: 600 };
  expect(attempt).toMatchObject(about);
  expect((await client.call('getAttempt', { token: student.token, params: { id: started.attempt_id } })).body.deadline).toBe(
    started.deadline,
  );
  const rows = await answersOf(started.attempt_id);
  expect(rows.map(({ question_id: id, points }) => [id, points])).toEqual(questionIds.map((id, at) => [id, at === 3 ? 7 : 1]));
  expect(rows.map(({ option_order: order }) => order.length)).toEqual([4, 2, 0, 0]);
});

test('who starts again goes on where they were', async () => {
  const { join, testId, courseId, teacher, questionIds } = await makeTest({ shuffle_questions: false });
  const student = await join();
  const first = await start(student, testId);
  await api.sql`
    update answers set answer = '{"text":"rain"}', answer_version = 3 where attempt_id = ${first.attempt_id} and ordinal = 2`;
  await api.sql`update attempts set position = 2 where id = ${first.attempt_id}`;
  const again = await start(student, testId);
  expect(again).toMatchObject({ attempt_id: first.attempt_id, resumed: true, index: 3, total: 4 });
  expect(again.question).toMatchObject({ id: questionIds[2], answer: 'rain', answer_version: 3 });
  const { body: seen } = await client.call('getTest', { token: student.token, params: { id: testId } });
  expect(seen.mine).toEqual({ attempts: 1, open_attempt_id: first.attempt_id });
  const { body: taught } = await client.call('listTests', { token: teacher.token, params: { id: courseId } });
  expect(taught.items[0]).toMatchObject({ mine: { attempts: 0 }, teacher: { students: { started: 1, submitted: 0 } } });
});

test('of several starts at once there is one attempt', async () => {
  const { join, testId, teacher } = await makeTest();
  const student = await join();
  for (const caller of [student, teacher]) {
    const started = await Promise.all(Array.from({ length: 8 }, () => start(caller, testId)));
    expect(new Set(started.map(({ attempt_id: id }) => id)).size).toBe(1);
    expect(started.filter(({ resumed }) => !resumed)).toHaveLength(1);
    expect(await attemptsOf(caller.id)).toHaveLength(1);
  }
});

test('a whole class that starts at once shares the copies of the questions', async () => {
  const group = await makeClass(api);
  await group.addQuestions(...Array.from({ length: 12 }, () => choice));
  const testId = await createTest(group, { blueprint: [{ count: 10 }] });
  // As if all of them had been edited since.
  await api.sql`update questions set version = 2 where course_id = ${group.courseId}`;
  const students = await Promise.all(Array.from({ length: 30 }, () => group.join()));
  const started = await Promise.all(students.map((student) => start(student, testId)));
  expect(started.every(({ total, resumed }) => total === 10 && !resumed)).toBe(true);
  expect(await api.sql`select from asked_questions where course_id = ${group.courseId} and version = 2`).toHaveLength(12);
  const drawn = await Promise.all(
    started.map(async ({ attempt_id: id }) => (await answersOf(id)).map(({ question_id: asked }) => asked).join()),
  );
  expect(new Set(drawn).size).toBeGreaterThan(1);
});

test('before it opens and after it has closed only its teacher starts it', async () => {
  const { join, testId, teacher } = await makeTest();
  const student = await join();
  await setTimes(testId, 60, null);
  expect(await refuse(student, { test_id: testId })).toEqual([409, 'test_not_open_yet']);
  expect(await start(teacher, testId)).toMatchObject({ kind: 'preview', deadline: null });
  await setTimes(testId, -60, -30);
  expect(await refuse(student, { test_id: testId })).toEqual([409, 'test_closed']);
  const operator = await api.makeUser('operator');
  expect(await start(operator, testId)).toMatchObject({ kind: 'preview', deadline: null, resumed: false });
});

test('an attempt ends when the test closes, if its time is not over before', async () => {
  const { join, testId, teacher } = await makeTest({ time_limit_seconds: 600 });
  await setTimes(testId, null, 60);
  const { closes_at: closesAt } = (await client.call('getTest', { token: teacher.token, params: { id: testId } })).body;
  expect((await start(await join(), testId)).deadline).toBe(closesAt);
  await start(teacher, testId);
  expect(await attemptsOf(teacher.id)).toMatchObject([{ kind: 'preview', seconds: 600 }]);
});

test('there are as many attempts as the test allows, and as many previews as somebody likes', async () => {
  const { join, testId, teacher } = await makeTest({ attempts_allowed: 2 });
  const student = await join();
  for (const caller of [student, teacher]) {
    for (const number of [1, 2]) {
      const { attempt_id: id } = await start(caller, testId);
      await finish(caller, id);
      expect((await attemptsOf(caller.id)).at(-1)).toMatchObject({ number, state: 'submitted' });
    }
  }
  expect(await refuse(student, { test_id: testId })).toEqual([409, 'no_attempts_left']);
  expect(await start(teacher, testId)).toMatchObject({ kind: 'preview', resumed: false });
  expect(await start(await join(), testId)).toMatchObject({ kind: 'test', resumed: false });
});

test('an attempt whose time is over is ended by the next start, which begins another', async () => {
  const { join, testId } = await makeTest({ attempts_allowed: 2 });
  const student = await join();
  const first = await start(student, testId);
  await endLongAgo(first.attempt_id);
  const second = await start(student, testId);
  expect(second).toMatchObject({ resumed: false });
  expect(await attemptsOf(student.id)).toMatchObject([
    { id: first.attempt_id, state: 'submitted', ended_by: 'deadline' },
    { id: second.attempt_id, state: 'open', number: 2 },
  ]);
  await endLongAgo(second.attempt_id);
  expect(await refuse(student, { test_id: testId })).toEqual([409, 'no_attempts_left']);
});

test('a test and practice are for those of the course', async () => {
  const { testId, courseId } = await makeTest();
  for (const stranger of [await api.makeUser('student'), await api.makeUser('teacher')]) {
    expect(await refuse(stranger, { test_id: testId })).toEqual([404, 'not_found']);
    expect(await refuse(stranger, { course_id: courseId })).toEqual([404, 'not_found']);
  }
});

test('a course that is being erased has no tests any more', async () => {
  const { testId, courseId, teacher, join } = await makeTest();
  const student = await join();
  await api.sql`update courses set deleted_at = now() where id = ${courseId}`;
  for (const caller of [student, teacher]) {
    expect(await refuse(caller, { test_id: testId })).toEqual([404, 'not_found']);
    expect((await client.refuse('getTest', { token: caller.token, params: { id: testId } })).status).toBe(404);
  }
});

test('without approved questions nothing begins', async () => {
  const { testId, courseId, join } = await makeTest();
  const student = await join();
  await api.sql`update questions set state = 'rejected' where course_id = ${courseId}`;
  expect(await refuse(student, { test_id: testId })).toEqual([422, 'no_approved_questions']);
  expect(await refuse(student, { course_id: courseId })).toEqual([422, 'no_approved_questions']);
});

test('questions that were deleted or turned down since are left out; what was begun keeps them as they were', async () => {
  const { testId, questionIds, join } = await makeTest({ shuffle_questions: false });
  const [early, late] = [await join(), await join()];
  const before = await start(early, testId);
  const [first = '', second = ''] = questionIds;
  await api.sql`delete from questions where id = ${first}`;
  await api.sql`update questions set state = 'draft' where id = ${second}`;
  expect(await start(early, testId)).toEqual({ ...before, resumed: true });
  expect(await start(late, testId)).toMatchObject({ total: 2, question: { id: questionIds[2] } });
});

test('an edited question is asked as it is now; what was begun keeps the old words', async () => {
  const { testId, questionIds, join, teacher } = await makeTest({ shuffle_questions: false, shuffle_options: false });
  const [early, late] = [await join(), await join()];
  const before = await start(early, testId);
  const body = { version: 1, stem: 'As what does it come down?' };
  await client.call('updateQuestion', { token: teacher.token, params: { id: questionIds[0] ?? '' }, body });
  expect(await start(early, testId)).toEqual({ ...before, resumed: true });
  const after = await start(late, testId);
  expect(after.question).toEqual({ ...before.question, stem: 'As what does it come down?' });
  expect(after.question.options.map(({ text }) => text)).toEqual(['rain', 'dust', 'sand', 'glass']);
});

test('practice draws from the approved bank what the track prefers, as often as somebody likes', async () => {
  const { courseId, join, addQuestions, teacher } = await makeClass(api);
  await addQuestions(choice, trueFalse, cloze, coding, { ...coding, state: 'draft' });
  const student = await join();
  const practise = async (body: object) =>
    (await client.call('startTest', { token: student.token, body: { course_id: courseId, ...body } })).body;
  const one = await practise({ track: 'developer', count: 1 });
  expect(one).toMatchObject({ kind: 'practice', resumed: false, total: 1, question: { type: 'coding' } });
  const all = await practise({ count: 50 });
  expect(all).toMatchObject({ total: 4, question: { type: 'single_choice' } });
  expect(await attemptsOf(student.id)).toMatchObject([
    { kind: 'practice', test_id: null, track: 'developer', number: 1, state: 'open', seconds: 24 * 3_600 },
    { kind: 'practice', test_id: null, track: 'general', number: 2, state: 'open', seconds: 24 * 3_600 },
  ]);
  expect((await client.call('startTest', { token: teacher.token, body: { course_id: courseId } })).body.kind).toBe('practice');
});

test('who sits a test does not practise in its course meanwhile; others do, and in other courses', async () => {
  const { testId, courseId, join, addQuestions } = await makeTest({ attempts_allowed: 2 });
  await addQuestions(choice);
  const elsewhere = await makeClass(api);
  await elsewhere.addQuestions(choice);
  const [student, other] = [await join(), await join()];
  await api.sql`insert into course_members (course_id, user_id) values (${elsewhere.courseId}, ${student.id})`;
  const practise = async ({ token }: { token: string }, id = courseId) =>
    (await client.call('startTest', { token, body: { course_id: id } })).body.kind;
  const { attempt_id: id } = await start(student, testId);
  const { status, problem } = await client.refuse('startTest', { token: student.token, body: { course_id: courseId } });
  expect([status, problem.code, problem.detail]).toEqual([403, 'closed_book', expect.stringContaining('Submit the test first')]);
  expect(await practise(other)).toBe('practice');
  expect(await practise(student, elsewhere.courseId)).toBe('practice');
  await finish(student, id);
  expect(await practise(student)).toBe('practice');
  // What nobody has swept up yet closes nothing.
  const { attempt_id: next } = await start(student, testId);
  await endLongAgo(next);
  expect(await practise(student)).toBe('practice');
});

test('questions that a test has chosen are not practised before it is over, unless it may be sat for ever', async () => {
  const { testId, courseId, join, questionIds, addQuestions } = await makeTest();
  const student = await join();
  const practise = async () => {
    const { body } = await client.call('startTest', { token: student.token, body: { course_id: courseId, count: 50 } });
    await finish(student, body.attempt_id);
    return body.total;
  };
  const refused = await client.refuse('startTest', { token: student.token, body: { course_id: courseId } });
  expect([refused.status, refused.problem.code]).toEqual([422, 'no_approved_questions']);
  expect(refused.problem.detail).toContain('kept for tests');
  await addQuestions(choice);
  expect(await practise()).toBe(1);
  // Somebody’s last answer may still be on its way.
  await setTimes(testId, null, -5);
  expect(await practise()).toBe(1);
  await setTimes(testId, null, -15);
  expect(await practise()).toBe(1 + questionIds.length);
  await setTimes(testId, 60, null);
  expect(await practise()).toBe(1);
  await api.sql`update tests set attempts_allowed = null where id = ${testId}`;
  expect(await practise()).toBe(1 + questionIds.length);
});

test('somebody practises five times at once in a course and thirty times a day, also when they begin all at the same instant', async () => {
  const { courseId, join, addQuestions } = await makeClass(api);
  await addQuestions(choice);
  const [student, other] = [await join(), await join()];
  const practise = ({ token }: { token: string }) => client.fetch('startTest', { token, body: { course_id: courseId } });
  const statuses = await Promise.all(Array.from({ length: 9 }, async () => (await practise(student)).status));
  expect(statuses.filter((status) => status === 200)).toHaveLength(5);
  expect(statuses.filter((status) => status === 409)).toHaveLength(4);
  expect((await client.refuse('startTest', { token: student.token, body: { course_id: courseId } })).problem).toMatchObject({
    code: 'too_much_practice',
    detail: expect.stringContaining('Go on with one of these'),
  });
  expect((await practise(other)).status).toBe(200);
  await api.sql`update attempts set state = 'submitted', started_at = now() - interval '23 hours' where user_id = ${student.id}`;
  await api.sql`
    insert into attempts (id, course_id, user_id, kind, track, number, seed, state, started_at)
    select gen_random_uuid(), course_id, user_id, kind, track, number + n * 5, seed, state, started_at
    from attempts, generate_series(1, 5) n where user_id = ${student.id} limit 24`;
  expect((await practise(student)).status).toBe(200);
  const refused = await practise(student);
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([429, 'rate_limited']);
  expect(Math.round(Number(refused.headers.get('retry-after')) / 60)).toBe(60);
  await api.sql`update attempts set started_at = started_at - interval '2 hours' where user_id = ${student.id}`;
  expect((await practise(student)).status).toBe(200);
});

test('who began after the time to which the close is put back ends at once, and not before they began', async () => {
  const { testId, teacher, join } = await makeTest();
  const student = await join();
  const { attempt_id: id } = await start(student, testId);
  const body = { version: 1, closes_at: new Date(Date.now() - 3_600_000).toISOString() };
  await client.call('updateTest', { token: teacher.token, params: { id: testId }, body });
  expect(await attemptsOf(student.id)).toMatchObject([{ id, seconds: 0 }]);
});

test('while a closed-book test is open its student does not read the course; the teacher does, and others do', async () => {
  const { testId, courseId, documentId, join, teacher } = await makeTest({ closed_book: true, attempts_allowed: 2 });
  const [student, other] = [await join(), await join()];
  const reads = [
    ['getPage', { id: documentId, n: 1 }],
    ['getFile', { id: documentId }],
    ['getOutline', { id: courseId }],
    ['searchCourse', { id: courseId }],
  ] as const;
  const codes = async ({ token }: { token: string }) =>
    Promise.all(
      reads.map(async ([name, params]) => {
        const response = await client.fetch(name, { token, params, query: name === 'searchCourse' ? { q: 'rain' } : {} });
        return response.status === 403 ? ((await response.json()) as { code: string }).code : 'other';
      }),
    );
  const [open, closed] = [reads.map(() => 'other'), reads.map(() => 'closed_book')];
  expect(await codes(student)).toEqual(open);
  const { attempt_id: id } = await start(student, testId);
  await start(teacher, testId);
  expect(await codes(student)).toEqual(closed);
  expect(await refuse(student, { course_id: courseId })).toEqual([403, 'closed_book']);
  expect(await codes(other)).toEqual(open);
  expect(await codes(teacher)).toEqual(open);
  await finish(student, id);
  expect(await codes(student)).toEqual(open);
  // What nobody has swept up yet closes nothing.
  const { attempt_id: next } = await start(student, testId);
  expect(await codes(student)).toEqual(closed);
  await endLongAgo(next);
  expect(await codes(student)).toEqual(open);
});
