import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { makeGradedTest } from '../testing/graded-test.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
});
afterAll(() => api.close());

/** A grade of three points of four. */
async function makeGrade() {
  const graded = await makeGradedTest(api);
  const sat = await graded.sit({ right: true, earned: 3 });
  return { ...graded, ...sat, token: graded.teacher.token, params: { id: sat.gradeId ?? '' } };
}

test('a teacher’s grade takes the place of the model’s, with the reason', async () => {
  const { token, params, id } = await makeGrade();
  const { body } = await client.call('overrideGrade', { token, params, body: { met: [true, true], reason: 'It means clouds' } });
  expect(body).toMatchObject({ answers: 1, grade: { source: 'teacher', model: null, earned: 4, possible: 4, reason: 'It means clouds' } });
  expect(body.grade.criteria.map(({ met }) => met)).toEqual([true, true]);
  const { body: results } = await client.call('getTestResults', { token, params: { id } });
  expect(results.items).toMatchObject([{ score: 2, provisional: 0 }]);
});

test('why a teacher has decided otherwise is not shown to the student, who gets the feedback', async () => {
  const { token, params, attemptId, userId } = await makeGrade();
  const body = { earned: 1, reason: 'It was copied', feedback: 'Say more.', attempt_id: attemptId };
  await client.call('overrideGrade', { token, params, body });
  const gradesFor = async (token: string) => {
    const { body } = await client.call('getAttemptResults', { token, params: { id: attemptId } });
    return body.questions.flatMap(({ grade }) => (grade?.source === 'teacher' ? [{ reason: grade.reason, feedback: grade.feedback }] : []));
  };
  expect(await gradesFor(await api.signIn(userId))).toEqual([{ reason: null, feedback: 'Say more.' }]);
  expect(await gradesFor(token)).toEqual([{ reason: 'It was copied', feedback: 'Say more.' }]);
});

test('a grade is decided on once: whoever comes later is told that it counts no more', async () => {
  const { token, params, attemptId } = await makeGrade();
  const body = { earned: 1, reason: 'Only half', attempt_id: attemptId };
  const answers = await Promise.all([
    client.fetch('overrideGrade', { token, params, body }),
    client.fetch('confirmGrade', { token, params, body: {} }),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  expect((await client.refuse('overrideGrade', { token, params, body })).problem.code).toBe('conflict');
});

test.each([
  ['neither criteria nor points', { reason: 'Fine' }, 'met'],
  ['both', { reason: 'Fine', met: [true, true], earned: 4 }, 'met'],
  ['no reason', { reason: ' ', earned: 4 }, 'reason'],
  ['more points than there are', { reason: 'Fine', earned: 5 }, 'earned'],
  ['other criteria than there are', { reason: 'Fine', met: [true] }, 'met'],
  ['an attempt of something else', { reason: 'Fine', earned: 4, attempt_id: randomUUID() }, 'attempt_id'],
])('an override with %s is a 422 with the field named', async (_name, body, path) => {
  const { token, params } = await makeGrade();
  const { status, problem } = await client.refuse('overrideGrade', { token, params, body });
  expect([status, problem.errors?.map((error) => error.path)]).toEqual([422, [path]]);
});

test('grades are not there for students, other teachers, and where there are none', async () => {
  const { token, params, userId } = await makeGrade();
  const tokens = [await api.signIn(userId), (await api.makeUser()).token];
  const none = client.refuse('confirmGrade', { token, params: { id: randomUUID() }, body: {} });
  const calls = tokens.flatMap((token) => [
    client.refuse('overrideGrade', { token, params, body: { reason: 'Mine', earned: 4 } }),
    client.refuse('confirmGrade', { token, params, body: {} }),
  ]);
  for (const { status, problem } of await Promise.all([none, ...calls])) expect([status, problem.code]).toEqual([404, 'not_found']);
});

test('how far a teacher agreed stands among the numbers of grading', async () => {
  const { token, params, courseId, userId } = await makeGrade();
  await client.call('confirmGrade', { token, params, body: {} });
  const { body } = await client.call('getEvaluationStats', { token, query: { course_id: courseId } });
  expect(body).toMatchObject({
    jobs: { succeeded: 0 },
    by_code: 1,
    by_model: { answers: 1, grades: 1, shared: 0, provisional: 0, overridden: 0 },
    seconds: null,
    agreement: { decided: 1, confirmed: 1, mean_change: null },
  });
  const student = await client.refuse('getEvaluationStats', { token: await api.signIn(userId) });
  expect([student.status, student.problem.code]).toEqual([403, 'forbidden']);
  const other = await client.refuse('getEvaluationStats', { token: (await api.makeUser()).token, query: { course_id: courseId } });
  expect(other.status).toBe(404);
});
