import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { type GradedTest, makeGradedTest } from '../testing/graded-test.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
});
afterAll(() => api.close());

const about = ({ id, teacher: { token } }: GradedTest) => ({ token, params: { id } });
const csvOf = async (graded: GradedTest) => {
  const response = await client.fetch('getTestResults', { ...about(graded), query: { format: 'csv' } });
  // Not `text()`, which takes the byte order mark away.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
  return { response, text, lines: text.split('\r\n') };
};

describe('results', () => {
  test('are there as JSON, a page at a time', async () => {
    const graded = await makeGradedTest(api);
    const ann = await graded.sit({ name: 'Ann', right: true, earned: 3 });
    await graded.sit({ name: 'Bob', right: false, earned: null });
    const { body } = await client.call('getTestResults', { ...about(graded), query: { limit: 1 } });
    expect(body.summary).toEqual({ students: 2, attempts: 2, open: 0, waiting: 1, in_review: 0, provisional: 1, mean_percent: 87.5 });
    const { body: rest } = await client.call('getTestResults', { ...about(graded), query: { limit: 1, cursor: body.next_cursor ?? '' } });
    expect(rest.next_cursor).toBeNull();
    const first = [...body.items, ...rest.items].find(({ user }) => user.name === 'Ann');
    expect(first).toMatchObject({ attempt_id: ann.attemptId, score: 1.75, max_score: 2, percent: 87.5, passed: true, in_review: 0 });
    expect(first?.questions[1]).toEqual({ question_id: graded.questionIds[1], index: 2, points: 1, score: 0.75, state: 'provisional' });
  });

  test('are a file for spreadsheets, in which no name becomes a formula', async () => {
    const graded = await makeGradedTest(api, '../Wasser "und" Eis\n');
    const evil = await graded.sit({ name: '=HYPERLINK("http://192.0.2.7","Ann")', right: true, earned: 4 });
    await graded.sit({ name: 'Bölükbaşı, "Cem"', right: false, earned: null });
    const { response, text, lines } = await csvOf(graded);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="..-Wasser \\"und\\" Eis - results.csv"');
    expect(text.codePointAt(0)).toBe(0xfeff);
    expect(lines[0]?.slice(1)).toBe(
      'Student,E-mail,Attempt,State,Started,Submitted,Score,Max score,Percent,Passed,Waiting,Provisional,In review,Flagged,Q1: As what does water fall?,Q2: As what does water fall?',
    );
    const time = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
    expect(lines.slice(1, 3).toSorted()).toEqual([
      expect.stringMatching(
        new RegExp(
          `^"'=HYPERLINK\\(""http://192.0.2.7"",""Ann""\\)",${evil.userId}@example.org,1,graded,${time},${time},2,2,100,yes,0,1,0,0,1,1$`,
          'u',
        ),
      ),
      expect.stringMatching(/^"Bölükbaşı, ""Cem""",[^,]+,1,waiting,[^,]+,[^,]+,0,2,0,,1,0,0,0,0,$/u),
    ]);
    expect(lines.slice(3)).toEqual(['']);
  });

  test('of more attempts than are read at a time are all in the file', async () => {
    const graded = await makeGradedTest(api);
    const { attemptId } = await graded.sit({ right: true, earned: 4 });
    await api.sql`
      insert into attempts (id, course_id, test_id, user_id, kind, track, number, seed, state)
      select gen_random_uuid(), course_id, test_id, user_id, kind, track, number + more, seed, 'submitted'
      from attempts, generate_series(1, 1000) more where id = ${attemptId}`;
    const { lines } = await csvOf(graded);
    const numbers = lines.slice(1, -1).map((line) => Number(line.split(',')[2]));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1001 }, (_, at) => at + 1));
  });

  test('say which questions are worth a look', async () => {
    const graded = await makeGradedTest(api);
    for (let at = 0; at < 10; at += 1) await graded.sit({ right: at < 5, earned: at < 5 ? 0 : 4 });
    const { body } = await client.call('getTestStatistics', about(graded));
    expect(body).toMatchObject({ test_id: graded.id, attempts: 10, mean_percent: 50 });
    expect(body.questions[0]).toMatchObject({ version: 1, share_correct: 0.5, discrimination: -1, flags: [{ flag: 'wrong_key' }, {}] });
    expect(body.questions[1]).toMatchObject({ type: 'short_answer', options: [], flags: [{ flag: 'negative_discrimination' }] });
  });
});

test('what waits for the teacher is listed, and confirmed all at once', async () => {
  const graded = await makeGradedTest(api);
  const { attemptId, userId } = await graded.sit({ name: 'Ann', right: true, earned: 3 });
  const { body } = await client.call('listReview', { ...about(graded), query: { state: 'provisional' } });
  expect(body.items).toMatchObject([
    {
      state: 'provisional',
      question_id: graded.questionIds[1],
      answer: 'It is rain',
      reference: 'As rain.',
      answers: 1,
      attempts: [{ attempt_id: attemptId, user_id: userId, user_name: 'Ann' }],
      grade: { earned: 3, built_in: true, flags: [], review_reasons: [] },
    },
  ]);
  const [choiceId] = graded.questionIds;
  const confirm = async (body: object) => (await client.call('confirmTestGrades', { ...about(graded), body })).body;
  expect(await confirm({ question_id: choiceId })).toEqual({ confirmed: 0, answers: 0, left: 0 });
  expect(await confirm({})).toEqual({ confirmed: 1, answers: 1, left: 0 });
  expect((await client.call('listReview', about(graded))).body.items).toEqual([]);
});

describe('a regrade', () => {
  const dustIsRight = { version: 1, options: ['rain', 'dust', 'light'].map((text) => ({ text, correct: text === 'dust', reason: '' })) };

  async function makeChanged() {
    const graded = await makeGradedTest(api);
    await graded.sit({ right: true, earned: 4 });
    const { token } = graded.teacher;
    await client.call('updateQuestion', { token, params: { id: graded.questionIds[0] }, body: dustIsRight });
    return graded;
  }

  test('is a job that is looked at, and then applied', async () => {
    const graded = await makeChanged();
    const { token } = graded.teacher;
    const request = { ...about(graded), query: { preview: 'true' }, body: {}, headers: { 'idempotency-key': 'once' } };
    const { body: accepted } = await client.call('regradeTest', request);
    expect(accepted).toMatchObject({ status_url: `/api/jobs/${accepted.id}`, answers: 1 });
    expect((await client.call('regradeTest', request)).body).toEqual(accepted);
    const params = { id: accepted.regrade_id };
    const { body: running } = await client.call('getRegrade', { token, params });
    expect(running).toMatchObject({
      job_id: accepted.id,
      test_id: graded.id,
      state: 'running',
      questions: 1,
      answers: 1,
      kept: 0,
      waiting: 0,
      moved: [],
    });
    const again = await client.refuse('regradeTest', { ...about(graded), body: {} });
    expect([again.status, again.problem.code]).toEqual([409, 'conflict']);
    const early = await client.refuse('applyRegrade', { token, params });
    expect([early.status, early.problem.code]).toEqual([409, 'conflict']);
    await api.sql`update jobs set state = 'succeeded' where id = ${accepted.id}`;
    expect((await client.call('applyRegrade', { token, params })).body.state).toBe('applied');
  });

  test('of a test in which nothing has changed is refused', async () => {
    const graded = await makeGradedTest(api);
    await graded.sit({ right: true, earned: 4 });
    const { status, problem } = await client.refuse('regradeTest', { ...about(graded), body: {} });
    expect([status, problem.code]).toEqual([409, 'nothing_to_regrade']);
    const stranger = await client.refuse('regradeTest', { ...about(graded), body: { question_ids: [graded.id] } });
    expect([stranger.status, stranger.problem.errors?.map((error) => error.path)]).toEqual([422, ['question_ids']]);
  });

  test('is not for others', async () => {
    const graded = await makeChanged();
    const { body: accepted } = await client.call('regradeTest', { ...about(graded), body: {} });
    const { token } = await api.makeUser();
    for (const name of ['getRegrade', 'applyRegrade'] as const) {
      expect((await client.refuse(name, { token, params: { id: accepted.regrade_id } })).status).toBe(404);
    }
  });
});

test('what came of a test is for who teaches its course: students see it, but not this, and others nothing', async () => {
  const graded = await makeGradedTest(api);
  const { userId } = await graded.sit({ right: true, earned: 4 });
  const params = { id: graded.id };
  const asked = [
    ['getTestResults', { params }],
    ['getTestResults', { params, query: { format: 'csv' } }],
    ['getTestStatistics', { params }],
    ['listReview', { params }],
    ['confirmTestGrades', { params, body: {} }],
    ['regradeTest', { params, body: {} }],
  ] as const;
  const [student, stranger] = [await api.signIn(userId), (await api.makeUser()).token];
  for (const [name, options] of asked) {
    const [toStudent, toStranger] = [
      await client.refuse(name, { ...options, token: student }),
      await client.refuse(name, { ...options, token: stranger }),
    ];
    expect([name, toStudent.problem.code, toStranger.problem.code]).toEqual([name, 'forbidden', 'not_found']);
  }
});
