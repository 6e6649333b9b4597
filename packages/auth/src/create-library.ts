import { credentials, type Db, logins, signingKeys, users, verifications } from '@lectern/db';
import type { Log } from '@lectern/core';
import { betterAuth } from 'better-auth/minimal';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { jwt } from 'better-auth/plugins/jwt';
import { and, eq, isNull } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { hashPassword, verifyPassword } from './hash-password.ts';
import { limits } from '@lectern/contract';

export interface LibraryOptions {
  db: Db;
  secret: string;
  /** Origin under which people reach the installation; issuer and audience of tokens. */
  publicUrl: string;
  loginDays: number;
  log: Log;
}

/** What keeps the accounts: its server API alone, never its routes. */
export type Library = ReturnType<typeof createLibrary>;

/** `__Host-`: browsers take it from this very host alone. */
export const loginCookieName = (secure: boolean): string => `${secure ? '__Host-' : ''}lectern.login`;

const daySeconds = 24 * 60 * 60;

export function createLibrary({ db, secret, publicUrl, loginDays, log }: LibraryOptions) {
  const secure = publicUrl.startsWith('https:');
  return betterAuth({
    baseURL: publicUrl,
    // Not `secret`: a variable of the environment would win over that.
    secrets: [{ version: 1, value: secret }],
    database: drizzleAdapter(db, {
      provider: 'pg',
      transaction: true,
      schema: { user: users, session: logins, account: credentials, verification: verifications, jwks: signingKeys },
    }),
    emailAndPassword: {
      enabled: true,
      autoSignIn: false,
      // The contract's, which has checked them already.
      minPasswordLength: 1,
      maxPasswordLength: limits.passwordMaxChars,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    // An end that nothing puts off: what is stolen is good for so long and no longer.
    session: { expiresIn: loginDays * daySeconds, disableSessionRefresh: true, cookieCache: { enabled: false } },
    databaseHooks: {
      session: {
        create: {
          // Whoever is kept out, or erased, begins no login; the answer is that of a wrong password.
          async before({ userId }) {
            const [found] = await db
              .select({ id: users.id })
              .from(users)
              .where(and(eq(users.id, userId), isNull(users.disabledAt), isNull(users.erasedAt)));
            return found !== undefined;
          },
        },
      },
    },
    plugins: [
      jwt({
        jwks: { keyPairConfig: { alg: 'EdDSA', crv: 'Ed25519' } },
        jwt: { issuer: publicUrl, audience: publicUrl },
        disableSettingJwtHeader: true,
      }),
    ],
    advanced: {
      // Named by us: its own prefix for HTTPS would let neighbours of the same domain set one for us.
      useSecureCookies: false,
      cookies: { session_token: { name: loginCookieName(secure), attributes: { secure } } },
      // It misses the columns for signing in by other providers, which nothing here does; the tests see to the others.
      database: { generateId: () => uuidv7(), validateSchema: false },
      // Where somebody signs in from is known by our own means, past proxies that are trusted.
      ipAddress: { disableIpTracking: true },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: 'debug',
      // Without its arguments, and without addresses, which it puts into its messages.
      log: (level, message) => log.debug({ level }, `accounts: ${message.replaceAll(/\S+@\S+/g, '[address]')}`),
    },
  });
}
