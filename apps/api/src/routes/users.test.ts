import { ensureOwner, recogniseBearer } from '@lectern/core';
import { afterEach, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { fromAnywhere } from '../testing/from-anywhere.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

const password = 'correct horse battery';
const ownerToken = 'a-token-of-the-owner-that-nobody-guesses';

let api: TestApi;
let client: Client;

async function start(variables: Record<string, string> = {}) {
  api = await startTestApi({ variables: { LECTERN_TRUSTED_PROXIES: '127.0.0.1,::1', ...variables } });
  client = fromAnywhere(createClient(api.url));
}
afterEach(() => api.close());

const account = (name: string) => ({ email: `${name}@example.org`, password, name });
const tokenOf = async (name: string) => (await client.call('issueToken', { body: { email: `${name}@example.org`, password } })).body.token;

test('from the setup token to the students of a course', async () => {
  await start();
  const setup = { ...account('olga'), setup_token: api.deps.accounts.setupToken };
  expect((await client.refuse('signUp', { body: { ...setup, setup_token: 'guessed' } })).problem.code).toBe('invitation_invalid');
  const answers = await Promise.all([
    client.fetch('signUp', { body: setup }),
    client.fetch('signUp', { body: { ...setup, email: 'eve@example.org' } }),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422]);
  const name = answers[0]?.status === 201 ? 'olga' : 'eve';
  const operator = await tokenOf(name);
  expect((await client.call('getMe', { token: operator })).body).toMatchObject({ role: 'operator', scope: 'operator' });
  expect((await client.refuse('signUp', { body: { ...setup, email: 'late@example.org' } })).problem.code).toBe('invitation_invalid');

  const { body: made } = await client.call('createInvitation', { token: operator, body: { role: 'teacher', email: 'tom@example.org' } });
  expect(made).toMatchObject({ state: 'open', mailed: false, url: `${api.deps.accounts.publicUrl}/sign-up?invitation=${made.invitation}` });
  await client.call('signUp', { body: { ...account('tom'), invitation: made.invitation } });
  const teacher = await tokenOf('tom');
  const { body: course } = await client.call('createCourse', { token: teacher, body: { title: 'Biology' } });
  const { body: code } = await client.call('makeJoinCode', { token: teacher, params: { id: course.id } });
  await client.call('signUp', { body: { ...account('sam'), join_code: code.join_code } });
  const student = await tokenOf('sam');
  expect((await client.call('listCourses', { token: student })).body.items).toMatchObject([{ title: 'Biology' }]);

  const found = await client.call('listUsers', { token: operator, query: { q: 'TOM@' } });
  expect(found.body.items).toMatchObject([{ email: 'tom@example.org', role: 'teacher', disabled: false }]);
  expect((await client.call('listUsers', { token: operator, query: { q: '%' } })).body.items).toEqual([]);
  expect((await client.call('listUsers', { token: operator, query: { role: 'student' } })).body.items).toMatchObject([{ name: 'sam' }]);
});

test('where sign-up is open anybody becomes a student, once there is an operator', async () => {
  await start({ LECTERN_SIGN_UP: 'open' });
  expect((await client.refuse('signUp', { body: account('sam') })).problem.code).toBe('sign_up_closed');
  await client.call('signUp', { body: { ...account('olga'), setup_token: api.deps.accounts.setupToken } });
  expect((await client.call('signUp', { body: account('sam') })).body.role).toBe('student');
});

test('where sign-up is closed a join code does not help, an invitation does', async () => {
  await start({ LECTERN_SIGN_UP: 'closed' });
  const token = await api.signIn((await api.makeUser('operator')).id);
  const { body: course } = await client.call('createCourse', { token, body: { title: 'Biology' } });
  await api.sql`update courses set join_code = 'ABCD2345' where id = ${course.id}`;
  const refused = await client.refuse('signUp', { body: { ...account('sam'), join_code: 'ABCD-2345' } });
  expect([refused.status, refused.problem.code]).toEqual([403, 'sign_up_closed']);
  const { body: made } = await client.call('createInvitation', { token, body: { role: 'student' } });
  await client.call('signUp', { body: { ...account('sam'), invitation: made.invitation } });
});

test('a role that changes, and an account that is disabled, hold at the next look', async () => {
  await start();
  const token = await api.signIn((await api.makeUser('operator')).id);
  const { body: made } = await client.call('createInvitation', { token, body: {} });
  const { body: tom } = await client.call('signUp', { body: { ...account('tom'), invitation: made.invitation } });
  const params = { id: tom.id };
  expect((await client.call('updateUser', { token, params, body: { role: 'operator' } })).body.role).toBe('operator');
  expect((await client.call('getMe', { token: await tokenOf('tom') })).body.role).toBe('operator');
  expect((await client.call('updateUser', { token, params, body: { disabled: true } })).body.disabled).toBe(true);
  expect((await client.refuse('signIn', { body: { email: tom.email, password } })).problem.code).toBe('sign_in_failed');
  expect(await api.sql`select id from logins where user_id = ${tom.id}`).toHaveLength(0);
  await client.call('updateUser', { token, params, body: { disabled: false } });
  await client.call('signIn', { body: { email: tom.email, password } });
  const entries = await api.sql`select action from audit_entries where subject_id = ${tom.id} and actor_id <> ${tom.id} order by id`;
  expect(entries.map(({ action }) => action)).toEqual(['account.role_changed', 'account.disabled', 'account.enabled']);
});

test('somebody who operates this is left, also when two leave at once', async () => {
  await start();
  const [one, two] = [await api.makeUser('operator'), await api.makeUser('operator')];
  const leave = ({ token, id }: { token: string; id: string }) =>
    client.fetch('updateUser', { token, params: { id }, body: { role: 'teacher' } });
  const answers = await Promise.all([leave(one), leave(two)]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const left = answers[0]?.status === 409 ? one : two;
  for (const body of [{ role: 'student' }, { disabled: true }]) {
    expect((await client.refuse('updateUser', { token: left.token, params: { id: left.id }, body })).problem.code).toBe('last_operator');
  }
  expect((await client.refuse('deleteUser', { token: left.token, params: { id: left.id } })).problem.code).toBe('last_operator');
});

test('an erased account is gone for operators too', async () => {
  await start();
  const token = await api.signIn((await api.makeUser('operator')).id);
  const { id } = await api.makeUser('student');
  await client.call('deleteUser', { token, params: { id } });
  for (const name of ['getUser', 'deleteUser', 'makePasswordResetLink'] as const) {
    expect((await client.refuse(name, { token, params: { id } })).status).toBe(404);
  }
  expect((await client.call('listUsers', { token, query: { role: 'student' } })).body.items).toEqual([]);
});

test('the owner of a standalone installation takes an account, keeps what is theirs, and can do without the token', async () => {
  await start({ LECTERN_EDITION: 'standalone', LECTERN_OWNER_TOKEN: ownerToken });
  const owner = await ensureOwner(api.deps, { token: ownerToken });
  const { body: course } = await client.call('createCourse', { token: ownerToken, body: { title: 'Biology' } });
  expect((await client.refuse('revokeOwnerToken', { token: ownerToken })).problem.code).toBe('last_operator');
  const { body: me } = await client.call('signUp', { body: { ...account('olga'), setup_token: ownerToken } });
  expect(me).toMatchObject({ id: owner.userId, role: 'operator', name: 'olga' });
  const token = await tokenOf('olga');
  expect((await client.call('getCourse', { token, params: { id: course.id } })).body.title).toBe('Biology');
  expect((await client.fetch('revokeOwnerToken', { token })).status).toBe(204);
  const recognised = await recogniseBearer(api.deps, ownerToken);
  expect(recognised).toBeUndefined();
});
