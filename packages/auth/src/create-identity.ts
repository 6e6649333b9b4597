import { AppError } from '@lectern/contract';
import type { Identity, NewLogin, SignInOrigin } from '@lectern/core';
import { credentials, type Db, logins, users } from '@lectern/db';
import { isAPIError } from 'better-auth/api';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { createLibrary, type Library, loginCookieName, type LibraryOptions } from './create-library.ts';
import { hashPassword, verifyPassword } from './hash-password.ts';
import { isDuplicate } from './is-duplicate.ts';
import { createLoginCookie } from './login-cookie.ts';
import { createTokens } from './tokens.ts';

/** What the library calls a password, among the ways to sign in. */
const byPassword = 'credential';

/** Accounts by better-auth, in our tables. `publicUrl` is an origin; with https the cookies are `Secure`. */
export function createIdentity(options: LibraryOptions): Identity {
  const { db, secret, publicUrl, log } = options;
  const library = createLibrary(options);
  const secure = publicUrl.startsWith('https:');
  const cookie = createLoginCookie({ name: loginCookieName(secure), secret, secure });
  const tokens = createTokens({ db, library, publicUrl, log });

  return {
    createAccount: (account) => createAccount(db, library, account),
    giveAccount: (userId, account) => giveAccount(db, userId, account),
    signIn: (account, origin) => signIn(db, library, account, origin),
    async findByCookie(header) {
      const token = cookie.read(header);
      if (token === undefined) return undefined;
      const [login] = await db
        .select({ loginId: logins.id, userId: logins.userId, expiresAt: logins.expiresAt })
        .from(logins)
        .where(and(eq(logins.token, token), gt(logins.expiresAt, sql`now()`)));
      return login;
    },
    signToken: (login, expiresInSeconds) => tokens.sign(login, expiresInSeconds),
    findByToken: (token) => tokens.verify(token),
    async checkPassword(userId, password) {
      const [stored] = await db
        .select({ password: credentials.password })
        .from(credentials)
        .where(and(eq(credentials.userId, userId), eq(credentials.providerId, byPassword)));
      return stored?.password != null && verifyPassword({ hash: stored.password, password });
    },
    async preparePassword(userId, password) {
      const hash = await hashPassword(password);
      return (tx) => writePassword(tx, userId, hash);
    },
    removeForeignKeys: () => tokens.removeForeignKeys(),
    clearCookie: () => cookie.clear(),
  };
}

async function createAccount(db: Db, library: Library, account: { email: string; password: string; name: string }): Promise<string> {
  const { user } = await library.api.signUpEmail({ body: account }).catch(async (error: unknown) => {
    // It does not say why it could not: because somebody else just took the address, or because the database is away, which
    // this then meets as well.
    if (await isTaken(db, account.email)) throw new AppError('email_taken', undefined, { cause: error });
    throw error;
  });
  // For an address that is taken it answers with a user who does not exist.
  const [made] = await db.select({ id: credentials.id }).from(credentials).where(eq(credentials.userId, user.id));
  if (!made) throw new AppError('email_taken');
  return user.id;
}

async function isTaken(db: Db, email: string): Promise<boolean> {
  const [found] = await db.select({ id: users.id }).from(users).where(eq(users.email, email.toLowerCase()));
  return found !== undefined;
}

async function giveAccount(
  db: Db,
  userId: string,
  { email, password, name }: { email: string; password: string; name: string },
): Promise<void> {
  const hash = await hashPassword(password);
  try {
    await db.transaction(async (tx) => {
      const given = await tx
        .update(users)
        .set({ email: email.toLowerCase(), name, updatedAt: sql`now()` })
        .where(and(eq(users.id, userId), isNull(users.email), isNull(users.erasedAt)))
        .returning({ id: users.id });
      if (given.length === 0) throw new AppError('email_taken', 'This account has an address already.');
      await writePassword(tx, userId, hash);
    });
  } catch (error) {
    if (isDuplicate(error)) throw new AppError('email_taken', undefined, { cause: error });
    throw error;
  }
}

async function writePassword(db: Pick<Db, 'insert'>, userId: string, password: string): Promise<void> {
  await db
    .insert(credentials)
    .values({ id: uuidv7(), userId, accountId: userId, providerId: byPassword, password })
    .onConflictDoUpdate({ target: [credentials.userId, credentials.providerId], set: { password, updatedAt: sql`now()` } });
}

async function signIn(db: Db, library: Library, account: { email: string; password: string }, origin: SignInOrigin): Promise<NewLogin> {
  const { headers, response } = await library.api.signInEmail({ body: account, returnHeaders: true }).catch((error: unknown) => {
    // Unknown, wrong, or kept out: it looks the same. Errors of the database come through as they are.
    if (isAPIError(error) && error.statusCode === 401) throw new AppError('sign_in_failed', undefined, { cause: error });
    throw error;
  });
  const cookie = headers.getSetCookie()[0];
  const [login] = await db
    .update(logins)
    .set({ ipAddress: origin.address, userAgent: origin.userAgent })
    .where(eq(logins.token, response.token))
    .returning({ loginId: logins.id, userId: logins.userId, expiresAt: logins.expiresAt });
  if (!login || cookie === undefined) throw new Error('a login was begun and is not there');
  return { ...login, cookie };
}
