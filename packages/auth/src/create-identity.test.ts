import { createHook } from 'node:async_hooks';
import { credentials, createDb, type Database, logins, users } from '@lectern/db';
import type { Log } from '@lectern/core';
import { createTestDatabase, openTcpLink, type TcpLink, type TestDatabase } from '@lectern/testing';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIdentity } from './create-identity.ts';

const written: string[] = [];
const write = (fields: object, message: string) => void written.push(JSON.stringify(fields) + message);
const log: Log = { debug: write, info: write, warn: write, error: write };
const common = { secret: 'the secret of a test, which is long enough', publicUrl: 'http://localhost:8000', loginDays: 14, log };
const nowhere = { address: null, userAgent: null };
const password = 'correct horse battery';

let test1: TestDatabase;
let database: Database;
let link: TcpLink;
let distant: Database;

beforeAll(async () => {
  test1 = await createTestDatabase();
  database = createDb(test1.url);
  link = await openTcpLink(test1.url);
  distant = createDb(link.url);
});
afterAll(async () => {
  await distant.close();
  await link.cut();
  await database.close();
  await test1.close();
});

const identityOf = (options: Partial<typeof common> = {}) => createIdentity({ db: database.db, ...common, ...options });

let people = 0;
async function makeAccount() {
  const email = `person-${(people += 1)}@example.org`;
  const userId = await identityOf().createAccount({ email, password, name: 'Somebody' });
  return { userId, email };
}

async function passwordOf(userId: string) {
  const [stored] = await database.db.select().from(credentials).where(eq(credentials.userId, userId));
  return stored?.password;
}

test('a password is stored as an argon2id hash, and a new account begins no login', async () => {
  const { userId, email } = await makeAccount();
  expect(await passwordOf(userId)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  const [user] = await database.db.select().from(users).where(eq(users.id, userId));
  expect(user).toMatchObject({ email, name: 'Somebody', role: 'student' });
  expect(userId).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
  expect(await database.db.select().from(logins).where(eq(logins.userId, userId))).toEqual([]);
  const identity = identityOf();
  expect([await identity.checkPassword(userId, password), await identity.checkPassword(userId, 'another')]).toEqual([true, false]);
});

test('who signs in gets a cookie that names the login, for as long as a login lives', async () => {
  const { userId, email } = await makeAccount();
  const identity = identityOf();
  const login = await identity.signIn({ email, password }, { address: '192.0.2.7', userAgent: 'a browser' });
  expect(login.cookie).toMatch(/^lectern\.login=\S+; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(Math.abs(login.expiresAt.getTime() - Date.now() - 14 * 86_400_000)).toBeLessThan(60_000);
  const [cookie = ''] = login.cookie.split(';');
  const { loginId, expiresAt } = login;
  expect(await identity.findByCookie(`theme=dark; ${cookie}`)).toEqual({ loginId, userId, expiresAt });
  const [row] = await database.db.select().from(logins).where(eq(logins.id, loginId));
  expect(row).toMatchObject({ ipAddress: '192.0.2.7', userAgent: 'a browser' });
  await database.db.delete(logins).where(eq(logins.id, loginId));
  expect(await identity.findByCookie(cookie)).toBeUndefined();
});

test('behind https cookies are sent over https alone', async () => {
  const { email } = await makeAccount();
  const identity = identityOf({ publicUrl: 'https://lectern.example.org' });
  const { cookie } = await identity.signIn({ email, password }, nowhere);
  expect(cookie).toMatch(/^__Host-lectern\.login=\S+; Max-Age=1209600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  expect(await identity.findByCookie(cookie.split(';')[0] ?? '')).toBeDefined();
  expect(identity.clearCookie()).toMatch(/^__Host-lectern\.login=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
});

test('a cookie that is forged or altered is nobody’s, and costs no query', async () => {
  const { email } = await makeAccount();
  const identity = identityOf();
  const { cookie } = await identity.signIn({ email, password }, nowhere);
  const [value = ''] = cookie.split(';');
  const elsewhere = await identityOf({ secret: 'another secret, which is long enough as well' }).signIn({ email, password }, nowhere);
  const away = createIdentity({ db: distant.db, ...common });
  await link.cut();
  const token = decodeURIComponent(value).split('=')[1]?.split('.')[0];
  const forged = ['', 'lectern.login=', `lectern.login=${token}`, `lectern.login=${token}.`, 'lectern.login=%', `x${value}`];
  for (const header of [...forged, value.replace('=', '=a'), elsewhere.cookie.split(';')[0] ?? '', 'theme=dark']) {
    expect([header, await away.findByCookie(header)]).toEqual([header, undefined]);
  }
  await link.mend();
});

/** How many passwords were hashed meanwhile: that happens in native tasks, the only asynchronous ones here that have no name. */
async function countHashes(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const hook = createHook({
    init(_, type) {
      if (type === 'undefined') count += 1;
    },
  }).enable();
  await work();
  hook.disable();
  return count;
}

test('a wrong password, an unknown address and an account that is kept out look the same, and all are hashed', async () => {
  const { userId, email } = await makeAccount();
  const identity = identityOf();
  const failed = { code: 'sign_in_failed' };
  const attempt = (account: { email: string; password: string }) => expect(identity.signIn(account, nowhere)).rejects.toMatchObject(failed);
  const wrong = await countHashes(() => attempt({ email, password: 'wrong' }));
  const unknown = await countHashes(() => attempt({ email: 'nobody@example.org', password }));
  await database.db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, userId));
  const disabled = await countHashes(() => attempt({ email, password }));
  expect([wrong, unknown, disabled]).toEqual([1, 1, 1]);
  expect(await database.db.select().from(logins).where(eq(logins.userId, userId))).toEqual([]);
});

test('an address has one account, whatever its case and however many sign up at once', async () => {
  const { email } = await makeAccount();
  const identity = identityOf();
  const account = { email: 'twice@example.org', password, name: 'Twice' };
  await expect(identity.createAccount({ ...account, email: email.toUpperCase() })).rejects.toMatchObject({ code: 'email_taken' });
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => identityOf().createAccount(account)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'email_taken' });
  expect(await database.db.select().from(users).where(eq(users.email, account.email))).toHaveLength(1);
});

test('a user without an account is given one, once', async () => {
  const { email } = await makeAccount();
  const identity = identityOf();
  const [owner] = await database.db
    .insert(users)
    .values({ id: '01900000-0000-7000-8000-000000000001', name: 'Owner', role: 'operator' })
    .returning();
  const userId = owner?.id ?? '';
  await expect(identity.giveAccount(userId, { email, password, name: 'Ada' })).rejects.toMatchObject({ code: 'email_taken' });
  await identity.giveAccount(userId, { email: 'ada@example.org', password, name: 'Ada' });
  expect(await identity.signIn({ email: 'ada@example.org', password }, nowhere)).toMatchObject({ userId });
  await expect(identity.giveAccount(userId, { email: 'eve@example.org', password, name: 'Eve' })).rejects.toMatchObject({
    code: 'email_taken',
  });
});

test('a new password replaces the old one', async () => {
  const { userId, email } = await makeAccount();
  const identity = identityOf();
  const write = await identity.preparePassword(userId, 'something else entirely');
  await database.db.transaction(write);
  await expect(identity.signIn({ email, password }, nowhere)).rejects.toMatchObject({ code: 'sign_in_failed' });
  expect(await identity.signIn({ email, password: 'something else entirely' }, nowhere)).toMatchObject({ userId });
});

test('while the database is away, nobody is told that they are not signed in', async () => {
  const { userId, email } = await makeAccount();
  const { cookie, loginId } = await identityOf().signIn({ email, password }, nowhere);
  const { token } = await identityOf().signToken({ loginId, userId }, 900);
  const identity = createIdentity({ db: distant.db, ...common });
  await link.cut();
  const header = cookie.split(';')[0] ?? '';
  const account = { email, password, name: 'Somebody' };
  const attempts = [
    () => identity.findByCookie(header),
    () => identity.findByToken(token),
    () => identity.signIn(account, nowhere),
    () => identity.createAccount(account),
    () => identity.checkPassword(userId, password),
    () => identity.signToken({ loginId, userId }, 900),
  ];
  for (const attempt of attempts) {
    const error = await attempt().then(
      (answer) => ({ answer }),
      (thrown: unknown) => thrown,
    );
    expect(driverCode(error)).toMatch(/^(ECONN|CONN)/);
  }
  await link.mend();
  expect(await identity.findByCookie(header)).toMatchObject({ loginId });
  expect(await identity.findByToken(token)).toMatchObject({ loginId });
});

function driverCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return JSON.stringify(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : driverCode(error.cause);
}

test('its log names no addresses and no passwords', () => {
  expect(written.join('\n')).toMatch(/accounts: /);
  expect(written.join('\n')).not.toMatch(/@example\.org|correct horse/i);
});
