import { limits, type RouteAnswer } from '@lectern/contract';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { makeClass, questionOf, type TestClass } from '../testing/make-class.ts';
import { startAnother } from '../testing/start-another.ts';
import { startTestApi, type TestApi, type TestUser } from '../testing/start-test-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
});
afterAll(() => api.close());

/** Stands in all that a student must not see before the end. */
const secret = 'what-only-the-teacher-knows';
const hidden = {
  explanation: secret,
  quote: `${secret}.`,
  rubric: [{ criterion: secret, points: 4 }],
};
const choices = questionOf.single_choice.options ?? [];
const secretChoice = {
  ...questionOf.single_choice,
  ...hidden,
  rubric: [],
  options: choices.map((option) => ({ ...option, reason: secret })),
  answer: secret,
  reasoningRubric: [{ criterion: secret, points: 2 }],
};
const bank = [
  secretChoice,
  { ...questionOf.cloze, ...hidden, rubric: [], answer: secret, accepted: [secret, 'rain'] },
  { ...questionOf.short_answer, ...hidden, answer: secret },
  { ...questionOf.coding, ...hidden, answer: secret },
];
const { cloze, single_choice: choice, short_answer: short, coding } = questionOf;

type Started = RouteAnswer<'startTest'>;

/** A student who has begun a test of these questions, in this order. */
async function begin(questions: Parameters<TestClass['addQuestions']>, rules: Record<string, unknown> = {}) {
  const group = await makeClass(api);
  const ids = await group.addQuestions(...questions);
  const body = { title: 'Water', question_ids: ids, shuffle_questions: false, ...rules };
  const { body: made } = await client.call('createTest', { token: group.teacher.token, params: { id: group.courseId }, body });
  const student = await group.join();
  const { body: started } = await client.call('startTest', { token: student.token, body: { test_id: made.id } });
  return { ...group, ids, testId: made.id, student, started, ...sitting(student, started) };
}

/** What a student does with an attempt. */
function sitting({ token }: TestUser, { attempt_id: id }: Started, by = client) {
  const params = { id };
  return {
    id,
    save: async (questionId: string | undefined, answer: unknown, version = 0, more: object = {}) =>
      (await by.call('submitAnswer', { token, body: { ...bodyOf(id, questionId, answer, version), ...more } })).body,
    finish: async () => (await by.call('submitAnswer', { token, body: { attempt_id: id, finish: true } })).body,
    read: async () => (await by.call('getAttempt', { token, params })).body,
    question: async (n: number) => (await by.call('getAttemptQuestion', { token, params: { id, n } })).body,
    results: async () => (await by.call('getAttemptResults', { token, params })).body,
  };
}

function bodyOf(attemptId: string, questionId: string | undefined, answer: unknown, version = 0) {
  return { attempt_id: attemptId, question_id: questionId, answer, answer_version: version };
}

test('a student goes through a test, back and forward, and sees how it went', async () => {
  const { id, testId, courseId, ids, student, started, save, question, read, finish, results } = await begin([choice, cloze, short]);
  const rain = started.question.options.find(({ text }) => text === 'rain')?.id;
  const saved = await save(ids[0], rain);
  expect(saved).toMatchObject({ answer_version: 1, answered: 1, total: 3, next: { index: 2, question: { id: ids[1], answer: null } } });
  expect((await save(ids[1], 'snow')).next).toMatchObject({ index: 3, question: { id: ids[2], type: 'short_answer' } });
  expect(await question(2)).toMatchObject({ attempt_id: id, index: 2, total: 3, question: { answer: 'snow', answer_version: 1 } });
  await save(ids[1], 'rain', 1);
  expect(await save(ids[2], null)).toEqual({ answer_version: 1, answered: 2, total: 3 });
  expect(await read()).toMatchObject({ state: 'open', index: 3, answered: 2, total: 3, evaluation_job_id: null });
  expect(await finish()).toEqual({ done: true, evaluation_job_id: null });
  expect(await finish()).toEqual({ done: true, evaluation_job_id: null });
  const shown = await results();
  expect(shown).toMatchObject({ test_id: testId, course_id: courseId, user_id: student.id, state: 'graded', ended_by: 'student' });
  expect(shown).toMatchObject({ score: 2, max_score: 3, percent: 66.67, keys_shown: true, built_in_model: false, grading: null });
  expect(shown.questions.map(({ key, score }) => [key, score])).toEqual([
    ['rain', 1],
    ['rain', 1],
    ['As rain.', 0],
  ]);
});

test('before the end nothing that a student receives gives an answer away', async () => {
  const { id, testId, courseId, ids, teacher, student, started, save, read, question, finish } = await begin(bank, { attempts_allowed: 2 });
  const { token } = student;
  const bodies: unknown[] = [
    started,
    await save(ids[0], 'a', 0, { reasoning: 'Because.' }),
    await save(ids[0], 'a', 0, { reasoning: 'Because.' }),
  ];
  bodies.push(await save(ids[1], 'snow'), await save(ids[2], 'As snow.'), await save(ids[3], 'return 1'), await read());
  for (const n of [1, 2, 3, 4]) bodies.push(await question(n));
  const asked = { token, params: { id: testId } };
  bodies.push((await client.call('getTest', asked)).body, (await client.call('listAttempts', { token })).body);
  bodies.push((await client.call('listTests', { token, params: { id: courseId } })).body);
  bodies.push((await client.call('startTest', { token, body: { test_id: testId } })).body);
  for (const body of [bodyOf(id, ids[0], 'b'), bodyOf(id, ids[0], 'z', 1), bodyOf(id, ids[1], 'x'.repeat(10_001), 1)]) {
    bodies.push((await client.refuse('submitAnswer', { token, body })).problem);
  }
  bodies.push((await client.refuse('getAttemptResults', { token, params: { id } })).problem);
  // After the end of this attempt, but there is another one left.
  bodies.push(await finish(), (await client.call('getAttemptResults', { token, params: { id } })).body);
  const told = JSON.stringify(bodies);
  expect(told).not.toContain(secret);
  expect(told).not.toMatch(/"correct":(?:true|false)|"(?:rubric|accepted|reasoning_rubric)"/u);
  // It would be found: the teacher sees all of it.
  const known = (await client.call('listQuestions', { token: teacher.token, params: { id: courseId } })).body;
  expect(JSON.stringify(known).split(secret).length).toBeGreaterThan(15);
});

test('after the API has gone down, another one goes on exactly where it was', async () => {
  const { ids, student, started, save, question, read } = await begin([choice, cloze, short, coding], { time_limit_seconds: 600 });
  await save(ids[0], 'b');
  await save(ids[1], 'rain');
  await save(ids[2], 'As rain.');
  await question(2);
  const { now, ...before } = await read();
  const shown = await question(2);
  const other = await startAnother(api);
  const later = sitting(student, started, createClient(other.url));
  const { now: laterNow, ...after } = await later.read();
  expect(after).toEqual(before);
  expect(after).toMatchObject({ index: 2, deadline: started.deadline, answered: 3 });
  expect(Date.parse(laterNow)).toBeGreaterThanOrEqual(Date.parse(now));
  expect(await later.question(2)).toEqual(shown);
  const { body: resumed } = await createClient(other.url).call('startTest', {
    token: student.token,
    body: { test_id: before.test_id },
  });
  expect(resumed).toMatchObject({
    attempt_id: started.attempt_id,
    resumed: true,
    index: 2,
    question: shown.question,
    deadline: started.deadline,
  });
  expect(await later.save(ids[1], 'snow', 1)).toMatchObject({ answer_version: 2, next: { index: 3 } });
  await other.close();
});

test('two windows agree: the slower one is told what is saved', async () => {
  const { id, ids, student, save, question } = await begin([{ ...secretChoice, options: choices }]);
  await save(ids[0], 'a', 0, { reasoning: 'Because.' });
  const { status, problem } = await client.refuse('submitAnswer', { token: student.token, body: bodyOf(id, ids[0], 'b') });
  expect(status).toBe(409);
  expect(problem).toMatchObject({ code: 'stale_answer', current: { answer: 'a', reasoning: 'Because.', answer_version: 1 } });
  expect((await question(1)).question).toMatchObject(problem.current ?? {});
  expect(await save(ids[0], 'b', 1)).toMatchObject({ answer_version: 2 });
});

test('what cannot be taken is refused with its own code', async () => {
  const { id, ids, teacher, student, save, finish } = await begin([choice, short]);
  const { token } = student;
  const refuse = async (body: unknown, by = token) => {
    const { status, problem } = await client.refuse('submitAnswer', { token: by, body });
    return [status, problem.code, ...(problem.errors ?? []).map(({ path }) => path)];
  };
  expect(await refuse(bodyOf(id, ids[1], 'x'.repeat(limits.answerChars + 1)))).toEqual([422, 'answer_too_long']);
  expect(await refuse(bodyOf(id, uuidv7(), 'a'))).toEqual([404, 'question_not_in_attempt']);
  expect(await refuse(bodyOf(id, ids[0], 'e'))).toEqual([422, 'invalid_request', 'answer']);
  expect(await refuse(bodyOf(id, ids[0], ['a', 'b']))).toEqual([422, 'invalid_request', 'answer']);
  expect(await refuse({ ...bodyOf(id, ids[0], 'a'), reasoning: 'Because.' })).toEqual([422, 'invalid_request', 'reasoning']);
  const { answer_version: _, ...unversioned } = bodyOf(id, ids[0], 'a');
  expect(await refuse(unversioned)).toEqual([422, 'invalid_request', 'answer_version']);
  expect(await refuse({ attempt_id: id, finish: false })).toEqual([422, 'invalid_request', 'finish']);
  expect(await refuse({ ...bodyOf(id, ids[0], 'a'), finish: true })).toEqual([422, 'invalid_request', 'finish']);
  expect(await refuse(bodyOf(id, ids[0], 7))).toEqual([422, 'invalid_request', 'answer']);
  for (const text of ['a\0b', 'a\ud800b', '\udc00']) {
    expect(await refuse(bodyOf(id, ids[1], text))).toEqual([422, 'invalid_request', 'answer']);
  }
  expect(await refuse(bodyOf(uuidv7(), ids[0], 'a'))).toEqual([404, 'not_found']);
  expect(await refuse(bodyOf(id, ids[0], 'a'), teacher.token)).toEqual([404, 'not_found']);
  expect(await refuse({ attempt_id: id, finish: true }, teacher.token)).toEqual([404, 'not_found']);
  // 10,000 are taken, whatever they are.
  expect(await save(ids[1], '🌧'.repeat(limits.answerChars / 2))).toMatchObject({ answered: 1 });
  await finish();
  expect(await refuse(bodyOf(id, ids[0], 'a'))).toEqual([409, 'attempt_over']);
  const { problem } = await client.refuse('getAttemptQuestion', { token, params: { id, n: 1 } });
  expect(problem.code).toBe('attempt_over');
});

test('the deadline counts, with ten seconds of grace, and what was saved is submitted', async () => {
  const { id, ids, student, save, read, results, finish } = await begin([cloze, cloze, short]);
  const setDeadline = (secondsAgo: number) =>
    api.sql`update attempts set deadline_at = now() - ${secondsAgo} * interval '1 second' where id = ${id}`;
  await setDeadline(5);
  await save(ids[0], 'rain');
  await save(ids[2], 'As rain.');
  await setDeadline(11);
  const { status, problem } = await client.refuse('submitAnswer', { token: student.token, body: bodyOf(id, ids[1], 'rain') });
  expect([status, problem.code]).toEqual([409, 'attempt_over']);
  const { evaluation_job_id: jobId, ...attempt } = await read();
  expect(attempt).toMatchObject({ state: 'waiting', ended_by: 'deadline', answered: 2 });
  expect(await finish()).toEqual({ done: true, evaluation_job_id: jobId });
  const shown = await results();
  expect(shown).toMatchObject({ score: 1, max_score: 3, waiting: 1, passed: null, grading: { waiting: { reason: 'no_worker' } } });
  expect(shown.questions.map(({ state, score }) => [state, score])).toEqual([
    ['final', 1],
    ['final', 0],
    ['waiting', null],
  ]);
  // The student may ask how far it is.
  const { body: job } = await client.call('getJob', { token: student.token, params: { id: jobId ?? '' } });
  expect(job).toMatchObject({ kind: 'answers.grade', state: 'queued' });
});

test('a question that the teacher deletes or changes stays in the attempts that have it', async () => {
  const { ids, teacher, save, question, finish, results } = await begin([choice, cloze, short]);
  const before = await question(1);
  const gone = await client.fetch('deleteQuestion', { token: teacher.token, params: { id: ids[0] ?? '' } });
  expect(gone.status).toBe(204);
  const change = { version: 1, stem: 'It changes to ____.' };
  await client.call('updateQuestion', { token: teacher.token, params: { id: ids[1] ?? '' }, body: change });
  expect(await question(1)).toEqual(before);
  expect((await question(2)).question.stem).toBe(cloze.stem);
  const rain = before.question.options.find(({ text }) => text === 'rain')?.id;
  await save(ids[0], rain);
  await save(ids[1], 'rain');
  await finish();
  expect(await results()).toMatchObject({ score: 2, questions: [{ key: 'rain' }, { key: 'rain' }, {}] });
});

test('a student lists their own attempts, newest first, of a course or a test', async () => {
  const { courseId, testId, student, started, finish, teacher, join, addQuestions } = await begin([cloze, choice], { attempts_allowed: 3 });
  const { token } = student;
  await addQuestions(cloze, choice);
  await finish();
  const { body: practice } = await client.call('startTest', { token, body: { course_id: courseId, count: 2 } });
  const { body: second } = await client.call('startTest', { token, body: { test_id: testId } });
  const list = async (query: Record<string, string | number> = {}, by = token) =>
    (await client.call('listAttempts', { token: by, query })).body;
  const idsOf = ({ items }: RouteAnswer<'listAttempts'>) => items.map(({ id }) => id);
  expect(idsOf(await list())).toEqual([second, practice, started].map(({ attempt_id: id }) => id));
  expect(idsOf(await list({ test_id: testId, course_id: courseId }))).toEqual([second.attempt_id, started.attempt_id]);
  expect(idsOf(await list({ course_id: uuidv7() }))).toEqual([]);
  const first = await list({ limit: 2 });
  expect(first.items).toMatchObject([
    { kind: 'test', number: 2, test_title: 'Water', state: 'open' },
    { kind: 'practice', test_id: null, test_title: null, state: 'open', total: 2 },
  ]);
  expect(idsOf(await list({ limit: 2, cursor: first.next_cursor ?? '' }))).toEqual([started.attempt_id]);
  expect(idsOf(await list({}, teacher.token))).toEqual([]);
  expect(idsOf(await list({}, (await join()).token))).toEqual([]);
});

test('practice shows its keys at once, and a preview of the teacher is graded as well', async () => {
  const { courseId, testId, student, teacher, finish } = await begin([cloze], { attempts_allowed: null });
  await finish();
  const { body: practice } = await client.call('startTest', { token: student.token, body: { course_id: courseId, count: 1 } });
  const sat = sitting(student, practice);
  await sat.save(practice.question.id, 'rain');
  await sat.finish();
  expect(await sat.results()).toMatchObject({ kind: 'practice', keys_shown: true, score: 1, passed: null, questions: [{ key: 'rain' }] });
  const { body: preview } = await client.call('startTest', { token: teacher.token, body: { test_id: testId } });
  const tried = sitting(teacher, preview);
  await tried.save(preview.question.id, 'snow');
  await tried.finish();
  expect(await tried.results()).toMatchObject({ kind: 'preview', keys_shown: true, score: 0 });
  const other = await api.makeUser('student');
  for (const route of ['getAttempt', 'getAttemptResults'] as const) {
    expect((await client.refuse(route, { token: other.token, params: { id: tried.id } })).problem.code).toBe('not_found');
    expect((await client.refuse(route, { token: student.token, params: { id: tried.id } })).problem.code).toBe('not_found');
    expect((await client.call(route, { token: teacher.token, params: { id: sat.id } })).body).toMatchObject({ id: sat.id });
  }
});

test('an answer of another shape than any is refused with what it could be', async () => {
  const { id, ids, student } = await begin([choice, cloze]);
  for (const answer of [7, { chosen: 'a' }, [1], Array.from({ length: 11 }, () => 'a')]) {
    const { status, problem } = await client.refuse('submitAnswer', { token: student.token, body: bodyOf(id, ids[0], answer) });
    expect([status, problem.errors]).toEqual([
      422,
      [{ path: 'answer', message: expect.stringContaining('the id of an option, or a list of at most 10') }],
    ]);
  }
});

test('thirty students at once lose no answer', async () => {
  const { ids, testId, join } = await begin([cloze, choice, cloze]);
  const students = await Promise.all(Array.from({ length: 30 }, () => join()));
  const scores = await Promise.all(
    students.map(async (student, at) => {
      const { body: started } = await client.call('startTest', { token: student.token, body: { test_id: testId } });
      const { save, finish, results } = sitting(student, started);
      const right = at % 3;
      for (const [n, id] of [ids[0], ids[2]].entries()) await save(id, n < right ? 'rain' : `not ${n}`);
      await finish();
      return (await results()).score - right;
    }),
  );
  expect(scores).toEqual(students.map(() => 0));
});
