import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { fromAnywhere } from '../testing/from-anywhere.ts';
import { startTestApi, type TestApi, type TestUser } from '../testing/start-test-api.ts';

const password = 'correct horse battery';

let api: TestApi;
let client: Client;
let operator: TestUser;

beforeAll(async () => {
  api = await startTestApi({ variables: { LECTERN_TRUSTED_PROXIES: '127.0.0.1,::1' } });
  client = fromAnywhere(createClient(api.url));
  operator = await api.makeUser('operator');
});
afterAll(() => api.close());

let people = 0;
const newEmail = () => `person-${(people += 1)}@example.org`;

/** As a page of the installation sends it. */
const withCookie = (cookie: string) => ({ headers: { cookie, origin: api.deps.accounts.publicUrl, 'sec-fetch-site': 'same-origin' } });
const cookieOf = (headers: Headers) => headers.getSetCookie()[0]?.split(';')[0] ?? '';

async function invite(body: object = {}) {
  return (await client.call('createInvitation', { token: await api.signIn(operator.id), body })).body.invitation;
}

/** Somebody with an account, signed in. */
async function makePerson(role: 'operator' | 'teacher' | 'student' = 'teacher') {
  const email = newEmail();
  const body = { email, password, name: 'Somebody', invitation: await invite({ role }) };
  const { body: me, headers } = await client.call('signUp', { body });
  return { id: me.id, email, cookie: cookieOf(headers) };
}

async function tokenOf(email: string) {
  return (await client.call('issueToken', { body: { email, password } })).body.token;
}

test('an invitation makes an account of its role, once', async () => {
  const email = newEmail();
  const invitation = await invite({ role: 'teacher' });
  const body = { email: email.toUpperCase(), password, name: 'Ada', invitation };
  const { status, body: me, headers } = await client.call('signUp', { body });
  expect([status, me]).toMatchObject([201, { email, name: 'Ada', role: 'teacher', scope: 'write', signed_in_by: 'login' }]);
  expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^lectern\.login=\S+; .*HttpOnly; SameSite=Lax$/)]);
  expect(headers.get('cache-control')).toBe('no-store');
  expect((await client.call('getMe', withCookie(cookieOf(headers)))).body).toEqual(me);
  const again = await client.refuse('signUp', { body: { ...body, email: newEmail() } });
  expect(again.problem.code).toBe('invitation_invalid');
  const { body: listed } = await client.call('listInvitations', { token: operator.token });
  expect(listed.items[0]).toMatchObject({ role: 'teacher', state: 'used' });
});

test('of several sign-ups with one invitation at once one makes an account', async () => {
  const invitation = await invite();
  const emails = [newEmail(), newEmail(), newEmail()];
  const answers = await Promise.all(emails.map((email) => client.fetch('signUp', { body: { email, password, name: 'Ada', invitation } })));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422, 422]);
  expect(await api.sql`select id from users where email in ${api.sql(emails)}`).toHaveLength(1);
});

test('an invitation whose sign-up failed can be used, by the address it is for', async () => {
  const taken = await makePerson();
  const open = await invite();
  const refused = await client.refuse('signUp', { body: { email: taken.email, password, name: 'Ada', invitation: open } });
  expect([refused.status, refused.problem.code]).toEqual([409, 'email_taken']);
  await client.call('signUp', { body: { email: newEmail(), password, name: 'Ada', invitation: open } });

  const email = newEmail();
  const personal = await invite({ email });
  const stranger = await client.refuse('signUp', { body: { email: newEmail(), password, name: 'Eve', invitation: personal } });
  expect(stranger.problem.code).toBe('invitation_invalid');
  await client.call('signUp', { body: { email, password, name: 'Ada', invitation: personal } });
});

test('an invitation that was taken back, or is over, is none', async () => {
  const { body: made } = await client.call('createInvitation', { token: await api.signIn(operator.id), body: {} });
  await client.fetch('revokeInvitation', { token: operator.token, params: { id: made.id } });
  const late = await client.call('createInvitation', { token: await api.signIn(operator.id), body: {} });
  await api.sql`update invitations set expires_at = now() where id = ${late.body.id}`;
  for (const { invitation } of [made, late.body]) {
    const { problem } = await client.refuse('signUp', { body: { email: newEmail(), password, name: 'Ada', invitation } });
    expect(problem.code).toBe('invitation_invalid');
  }
});

test('without an invitation nobody signs up, but students with the code of a course', async () => {
  const body = { email: newEmail(), password, name: 'Ada' };
  expect((await client.refuse('signUp', { body })).problem.code).toBe('sign_up_closed');
  const { token } = await api.makeUser();
  const { body: course } = await client.call('createCourse', { token, body: { title: 'Biology' } });
  await api.sql`update courses set join_code = 'ABCD2345' where id = ${course.id}`;
  expect((await client.refuse('signUp', { body: { ...body, join_code: 'ABCD-2346' } })).problem.code).toBe('invitation_invalid');
  const { body: me, headers } = await client.call('signUp', { body: { ...body, join_code: 'abcd-2345' } });
  expect(me).toMatchObject({ role: 'student' });
  expect((await client.call('getCourse', { ...withCookie(cookieOf(headers)), params: { id: course.id } })).body.title).toBe('Biology');
});

test('the setup token is worth nothing while somebody operates this', async () => {
  const body = { email: newEmail(), password, name: 'Eve', setup_token: api.deps.accounts.setupToken };
  expect((await client.refuse('signUp', { body })).problem.code).toBe('invitation_invalid');
});

test('a wrong password and an unknown address are answered alike, and written down without the address', async () => {
  const { id, email } = await makePerson();
  const wrong = await client.refuse('signIn', { body: { email, password: 'wrong' } });
  const unknown = await client.refuse('signIn', { body: { email: 'nobody@example.org', password: 'wrong' } });
  const { request_id: _, ...answer } = wrong.problem;
  expect([wrong.status, unknown.problem]).toMatchObject([401, answer]);
  const entries =
    await api.sql`select subject_id, detail::text from audit_entries where action = 'account.sign_in_failed' order by id desc limit 2`;
  expect([...entries]).toEqual([
    { subject_id: null, detail: '{}' },
    { subject_id: id, detail: '{}' },
  ]);
});

test('signing out ends the login and the tokens that came of it, at once in this process', async () => {
  const { email, cookie } = await makePerson();
  const { body: issued } = await client.call('issueToken', { ...withCookie(cookie), body: {} });
  const other = await tokenOf(email);
  await client.call('getMe', { token: other });
  expect((await client.call('getMe', withCookie(cookie))).body.signed_in_by).toBe('login');
  const out = await client.fetch('signOut', withCookie(cookie));
  expect([out.status, out.headers.getSetCookie()]).toEqual([204, [expect.stringMatching(/^lectern\.login=; Max-Age=0;/)]]);
  expect((await client.refuse('getMe', withCookie(cookie))).status).toBe(401);
  expect((await client.refuse('getMe', { token: issued.token })).status).toBe(401);
  expect((await client.call('getMe', { token: other })).body.signed_in_by).toBe('token');
});

test('tokens live as long as was asked for, and no longer than the installation allows', async () => {
  const { email } = await makePerson();
  const life = async (seconds: number) => {
    const { body } = await client.call('issueToken', { body: { email, password, expires_in_seconds: seconds } });
    return Math.round((Date.parse(body.expires_at) - Date.now()) / 60_000);
  };
  expect([await life(120), await life(86_400)]).toEqual([2, 15]);
});

test('whoever has no login gets no token', async () => {
  expect((await client.refuse('issueToken', { body: {} })).problem.code).toBe('unauthorized');
  expect((await client.refuse('issueToken', { token: operator.token, body: {} })).problem.code).toBe('forbidden');
});

test('an API key is shown once and stored as a hash', async () => {
  const { email } = await makePerson();
  const token = await tokenOf(email);
  const { body: created } = await client.call('createApiKey', { token, body: { name: 'script' } });
  expect(created).toMatchObject({ name: 'script', scope: 'read', expires_at: null, starts_with: created.key.slice(0, 7) });
  const { body: listed } = await client.call('listApiKeys', { token });
  expect(listed.items).toMatchObject([{ id: created.id }]);
  expect(JSON.stringify(listed)).not.toContain(created.key);
  const [row] = await api.sql`select * from api_keys where id = ${created.id}`;
  expect(row?.key_hash).toBe(createHash('sha256').update(created.key).digest('hex'));
  expect(JSON.stringify(row)).not.toContain(created.key);
  const last = created.key.at(-1) === 'A' ? 'B' : 'A';
  expect((await client.refuse('getMe', { token: created.key.slice(0, -1) + last })).status).toBe(401);
  expect((await client.call('getMe', { token: created.key })).body).toMatchObject({ scope: 'read', signed_in_by: 'api_key' });
  expect((await client.fetch('revokeApiKey', { token, params: { id: created.id } })).status).toBe(204);
  expect((await client.call('listApiKeys', { token })).body.items).toEqual([]);
});

test('a key does what its scope says, until it expires', async () => {
  const { email } = await makePerson('operator');
  const token = await tokenOf(email);
  const keyOf = async (scope: string) =>
    (await client.call('createApiKey', { token, body: { name: scope, scope, expires_in_days: 1 } })).body.key;
  const [read, write, operate] = [await keyOf('read'), await keyOf('write'), await keyOf('operator')];
  const course = { body: { title: 'Biology' } };
  expect((await client.refuse('createCourse', { token: read, ...course })).status).toBe(403);
  await client.call('createCourse', { token: write, ...course });
  expect((await client.refuse('listUsers', { token: write })).status).toBe(403);
  await client.call('listUsers', { token: operate });
  expect((await client.refuse('createApiKey', { token: operate, body: { name: 'more' } })).status).toBe(403);
  const expired = await keyOf('read');
  await api.sql`update api_keys set expires_at = now() where key_hash = ${createHash('sha256').update(expired).digest('hex')}`;
  expect((await client.refuse('getMe', { token: expired })).status).toBe(401);
});

test('nobody makes a key that may more than they, nor revokes another’s', async () => {
  const { email } = await makePerson();
  const token = await tokenOf(email);
  expect((await client.refuse('createApiKey', { token, body: { name: 'more', scope: 'operator' } })).status).toBe(403);
  const { body: key } = await client.call('createApiKey', { token, body: { name: 'mine' } });
  const stranger = await tokenOf((await makePerson()).email);
  expect((await client.refuse('revokeApiKey', { token: stranger, params: { id: key.id } })).status).toBe(404);
  await api.sql`insert into api_keys (id, user_id, name, key_hash, starts_with, scope)
    select gen_random_uuid(), user_id, 'more', gen_random_uuid()::text, 'lk_', 'read' from api_keys, generate_series(1, 49) where id = ${key.id}`;
  expect((await client.refuse('createApiKey', { token, body: { name: 'too many' } })).problem.detail).toMatch(/50 API keys/);
});

test('a link resets the password once, and ends all logins', async () => {
  const { id, email, cookie } = await makePerson();
  const { body: link } = await client.call('makePasswordResetLink', { token: await api.signIn(operator.id), params: { id } });
  const token = new URL(link.url).searchParams.get('token') ?? '';
  const [stored] = await api.sql`select value from verifications where identifier = ${`password-reset:${id}`}`;
  expect(stored?.value).toBe(createHash('sha256').update(token).digest('hex'));
  const reset = { body: { token, password: 'something else entirely' } };
  const answers = await Promise.all([client.fetch('resetPassword', reset), client.fetch('resetPassword', reset)]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 422]);
  expect((await client.refuse('signIn', { body: { email, password } })).problem.code).toBe('sign_in_failed');
  await client.call('signIn', { body: { email, password: 'something else entirely' } });
  expect((await client.refuse('getMe', withCookie(cookie))).status).toBe(401);
  const { body: late } = await client.call('makePasswordResetLink', { token: await api.signIn(operator.id), params: { id } });
  await api.sql`update verifications set expires_at = now()`;
  const { problem } = await client.refuse('resetPassword', { body: { token: new URL(late.url).searchParams.get('token'), password } });
  expect(problem.code).toBe('invitation_invalid');
});

test('who forgot a password is answered alike, account or not', async () => {
  const { id, email } = await makePerson();
  const answers = await Promise.all(
    [email, 'nobody@example.org'].map((address) => client.fetch('forgotPassword', { body: { email: address } })),
  );
  expect(await Promise.all(answers.map(async (answer) => [answer.status, await answer.text()]))).toEqual([
    [202, ''],
    [202, ''],
  ]);
  const entries = await api.sql`select subject_id from audit_entries where action = 'account.password_reset_requested'`;
  expect(entries.map((entry) => entry.subject_id).toSorted()).toEqual([id, null]);
});

test('a changed password ends all other logins', async () => {
  const { email, cookie } = await makePerson();
  const elsewhere = cookieOf((await client.call('signIn', { body: { email, password } })).headers);
  const body = { current_password: password, new_password: 'something else entirely' };
  const wrong = await client.refuse('changePassword', { ...withCookie(cookie), body: { ...body, current_password: 'wrong' } });
  expect(wrong.problem.code).toBe('wrong_password');
  const { headers } = withCookie(cookie);
  expect(
    (await client.fetch('changePassword', { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }))
      .status,
  ).toBe(204);
  await client.call('getMe', withCookie(cookie));
  expect((await client.refuse('getMe', withCookie(elsewhere))).status).toBe(401);
  await client.call('signIn', { body: { email, password: body.new_password } });
});

test('people change their name', async () => {
  const { cookie } = await makePerson();
  const { body } = await client.call('updateMe', { ...withCookie(cookie), body: { name: 'Grace' } });
  expect([body.name, (await client.call('getMe', withCookie(cookie))).body.name]).toEqual(['Grace', 'Grace']);
});

test('whoever erases their account says their password, and is gone', async () => {
  const { id, email, cookie } = await makePerson();
  expect((await client.refuse('deleteMe', { ...withCookie(cookie), body: { password: 'wrong' } })).problem.code).toBe('wrong_password');
  const { status } = await client.call('deleteMe', { ...withCookie(cookie), body: { password } });
  expect(status).toBe(202);
  expect((await client.refuse('getMe', withCookie(cookie))).status).toBe(401);
  expect((await client.refuse('signIn', { body: { email, password } })).problem.code).toBe('sign_in_failed');
  expect((await client.refuse('getUser', { token: operator.token, params: { id } })).status).toBe(404);
});

test('what signs people in is written down, and no secret with it', async () => {
  const { id, email, cookie } = await makePerson();
  await tokenOf(email);
  await client.fetch('signOut', withCookie(cookie));
  const entries = await api.sql`select action, address, detail::text from audit_entries where actor_id = ${id} order by id`;
  expect(entries.map(({ action }) => action)).toEqual([
    'account.created',
    'account.signed_in',
    'account.signed_in',
    'account.token_issued',
    'account.signed_out',
  ]);
  expect(entries.every(({ address }) => address !== null)).toBe(true);
  expect(JSON.stringify(entries)).not.toMatch(/example\.org|correct horse/);
});
