import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  const rates = { LECTERN_RATE_DEFAULT: '5', LECTERN_RATE_MODEL: '2', LECTERN_RATE_POLL: '4', LECTERN_RATE_ANONYMOUS: '6' };
  // Each test is somebody elsewhere.
  api = await startTestApi({ variables: { ...rates, LECTERN_TRUSTED_PROXIES: 'loopback' } });
  client = createClient(api.url);
});
afterAll(() => api.close());

const from = (address: string) => ({ 'x-forwarded-for': address });
const nobody = '0199f1f0-7a8e-7c4e-9c53-3f9a3d2f5b11';

function rateOf({ headers }: { headers: Headers }) {
  return ['limit', 'remaining', 'policy'].map((name) => headers.get(`ratelimit-${name}`));
}

test('every answer tells how much is left, until there is none', async () => {
  const { token } = await api.makeUser();
  const ask = (address: string) => client.fetch('listCourses', { token, headers: from(address) });
  // Wherever they are: it is the same person.
  const answers = [];
  for (const place of [1, 2, 3, 4, 5]) answers.push(await ask(`192.0.2.${place}`));
  expect(answers.map(rateOf)).toEqual(['4', '3', '2', '1', '0'].map((left) => ['5', left, '5;w=60']));
  const { status, problem, headers } = await client.refuse('listCourses', { token, headers: from('192.0.2.6') });
  expect([status, problem.code, ...rateOf({ headers })]).toEqual([429, 'rate_limited', '5', '0', '5;w=60']);
  const wait = Number(headers.get('retry-after'));
  expect(wait).toBeGreaterThan(50);
  expect(wait).toBeLessThanOrEqual(60);
  expect(headers.get('ratelimit-reset')).toBe(headers.get('retry-after'));
});

test('each class has a count of its own, and problems count', async () => {
  const { token } = await api.makeUser();
  const options = { token, headers: from('192.0.2.10'), params: { id: nobody } };
  for (let time = 0; time < 4; time += 1) expect((await client.refuse('getJob', options)).problem.code).toBe('not_found');
  const refused = await client.refuse('getJob', options);
  expect([refused.problem.code, rateOf(refused)[0]]).toEqual(['rate_limited', '4']);
  expect((await client.fetch('listCourses', options)).status).toBe(200);
});

test('somebody else at the same address is not held up', async () => {
  const [one, other] = [await api.makeUser(), await api.makeUser()];
  const headers = from('192.0.2.20');
  for (let time = 0; time < 6; time += 1) await client.fetch('listCourses', { token: one.token, headers });
  expect((await client.refuse('listCourses', { token: one.token, headers })).status).toBe(429);
  expect((await client.fetch('listCourses', { token: other.token, headers })).status).toBe(200);
});

test('made-up tokens run out for their address before they are looked up', async () => {
  const headers = from('192.0.2.30');
  const made = () => `lk_${randomBytes(32).toString('base64url')}`;
  for (let time = 0; time < 6; time += 1) expect((await client.refuse('listCourses', { token: made(), headers })).status).toBe(401);
  const { token } = await api.makeUser();
  // A good one that nobody has seen yet would have to be looked up as well.
  expect((await client.refuse('listCourses', { token, headers })).status).toBe(429);
  expect((await client.fetch('listCourses', { token, headers: from('192.0.2.31') })).status).toBe(200);
  // From now on it is remembered, so it may come from there too.
  expect((await client.fetch('listCourses', { token, headers })).status).toBe(200);
});

test('a whole school at one address is not held up by being many', async () => {
  const headers = from('192.0.2.35');
  for (let person = 0; person < 10; person += 1) {
    const { token } = await api.makeUser('student');
    expect((await client.fetch('listCourses', { token, headers })).status).toBe(200);
  }
});

test('wrong guesses run out for their address; who does not guess is not held up by them elsewhere', async () => {
  const generous = await startTestApi({ variables: { LECTERN_TRUSTED_PROXIES: 'loopback' } });
  const people = createClient(generous.url);
  const signUp = (invitation: string, address: string) =>
    people.refuse('signUp', {
      body: { email: 'ada@example.org', password: 'long enough for anybody', name: 'Ada', invitation },
      headers: from(address),
    });
  const codes = [];
  for (let time = 0; time < 31; time += 1) codes.push((await signUp(`guess ${time}`, '192.0.2.1')).problem.code);
  expect(codes).toEqual([...Array.from({ length: 30 }, () => 'invitation_invalid'), 'rate_limited']);
  expect((await signUp('guess', '192.0.2.2')).problem.code).toBe('invitation_invalid');
  await generous.close();
});

test('a class that signs up and in at once, at one address, is let in to the last', async () => {
  const school = await startTestApi({ variables: { LECTERN_RATE_ANONYMOUS: '10' } });
  const people = createClient(school.url);
  const teacher = await school.makeUser();
  const { body: course } = await people.call('createCourse', { token: teacher.token, body: { title: 'Water' } });
  const { body: code } = await people.call('makeJoinCode', { token: teacher.token, params: { id: course.id } });
  const password = 'long enough for anybody';
  for (let place = 0; place < 12; place += 1) {
    const email = `student${place}@example.org`;
    await people.call('signUp', { body: { email, password, name: 'A student', join_code: code.join_code } });
    await people.call('signIn', { body: { email, password } });
  }
  await school.close();
});

test('mails that are asked for have a limit of their own', async () => {
  const generous = await startTestApi();
  const answers = [];
  for (let time = 0; time < 31; time += 1) answers.push(await createClient(generous.url).refuse('forgotPassword', { body: {} }));
  await generous.close();
  expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 30 }, () => 422), 429]);
});

test('who is not signed in is counted by address, and their network by its whole', async () => {
  for (let time = 0; time < 6; time += 1) {
    expect((await client.refuse('listCourses', { headers: from(`2001:db8::${time}`) })).status).toBe(401);
  }
  expect((await client.refuse('listCourses', { headers: from('2001:db8::99') })).status).toBe(429);
  expect((await client.refuse('listCourses', { headers: from('2001:db8:1::') })).status).toBe(401);
});

test('probes are never held up, and not counted', async () => {
  for (let time = 0; time < 10; time += 1) {
    const answer = await client.fetch('getHealth', { headers: from('192.0.2.40') });
    expect([answer.status, answer.headers.get('ratelimit-limit')]).toEqual([200, null]);
  }
});
