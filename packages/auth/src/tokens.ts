import type { Log, NamedLogin } from '@lectern/core';
import { type Db, signingKeys } from '@lectern/db';
import { BetterAuthError } from 'better-auth';
import { symmetricDecrypt } from 'better-auth/crypto';
import { inArray } from 'drizzle-orm';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { Library } from './create-library.ts';
import { createVerifyKeys } from './verify-keys.ts';

export interface Tokens {
  sign(login: { loginId: string; userId: string }, expiresInSeconds: number): Promise<{ token: string; expiresAt: Date }>;
  /** Removes keys of another secret. Returns how many. */
  removeForeignKeys(): Promise<number>;
  /** Undefined for a token that is not good. Errors: those of the database. */
  verify(token: string): Promise<NamedLogin | undefined>;
}

interface TokenDeps {
  db: Db;
  library: Library;
  /** Issuer and audience. */
  publicUrl: string;
  log: Log;
}

const uuidForm = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Signed by the library; verified here, since it takes an outage of the database for a bad token. A token names its login (`sid`),
 * so that it ends with it.
 */
export function createTokens({ db, library, publicUrl, log }: TokenDeps): Tokens {
  const keys = createVerifyKeys(db);
  const rules = { algorithms: ['EdDSA'], issuer: publicUrl, audience: publicUrl, requiredClaims: ['sub', 'sid', 'iat', 'exp'] };

  async function keyOf({ kid }: { kid?: string }) {
    const key = await keys.find(kid);
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key;
  }

  async function sign(payload: Record<string, string | number>): Promise<string> {
    try {
      return (await library.api.signJWT({ body: { payload } })).token;
    } catch (error) {
      if (!(error instanceof BetterAuthError)) throw error;
      const removed = await removeForeignKeys(db, library);
      if (removed === 0) throw error;
      log.warn({ removed }, 'keys that signed tokens do not fit LECTERN_SECRET any more: tokens of before are over, a new key is made');
      await keys.reload();
      return (await library.api.signJWT({ body: { payload } })).token;
    }
  }

  return {
    removeForeignKeys: () => removeForeignKeys(db, library),
    async sign({ loginId, userId }, expiresInSeconds) {
      const iat = Math.floor(Date.now() / 1_000);
      const exp = iat + expiresInSeconds;
      const token = await sign({ sub: userId, sid: loginId, iat, exp });
      const { kid } = decodeProtectedHeader(token);
      if (kid !== undefined && !keys.has(kid)) await keys.reload();
      return { token, expiresAt: new Date(exp * 1_000) };
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, keyOf, rules);
        const { sub, sid, exp } = payload;
        if (typeof sid !== 'string' || sub === undefined || exp === undefined || !uuidForm.test(sid) || !uuidForm.test(sub))
          return undefined;
        return { loginId: sid, userId: sub, expiresAt: new Date(exp * 1_000) };
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}

/** The keys are encrypted with the secret: those of another one are of no use, and what they signed is over. Returns how many. */
async function removeForeignKeys(db: Db, library: Library): Promise<number> {
  const { secretConfig } = await library.$context;
  const foreign: string[] = [];
  for (const { id, privateKey } of await db.select().from(signingKeys)) {
    await symmetricDecrypt({ key: secretConfig, data: JSON.parse(privateKey) }).catch(() => foreign.push(id));
  }
  if (foreign.length > 0) await db.delete(signingKeys).where(inArray(signingKeys.id, foreign));
  return foreign.length;
}
