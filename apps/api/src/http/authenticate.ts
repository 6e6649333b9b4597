import { createHash } from 'node:crypto';
import { AppError } from '@lectern/contract';
import type { Caller, Recognised } from '@lectern/core';
import { answerWithin } from './answer-within.ts';

/** What a request shows. */
export interface Shown {
  authorization: string | undefined;
  cookie: string | undefined;
}

export interface Authenticator {
  /**
   * Who the request comes from; undefined when it shows nothing, or nothing but a cookie that is not good (any more). Errors:
   * `unauthorized` for a token or key that is not good; those of the database.
   */
  recognise(shown: Shown): Promise<Caller | undefined>;
  /** What a request shows, and who that is if it is remembered; undefined when it shows nothing. Costs one hash. */
  recall(shown: Shown): Recalled | undefined;
  /** Forgets what this process remembers of a request's credential: it was just ended. */
  forget(shown: Shown): void;
  /** Forgets somebody, by whatever they were recognised: what they may do has just changed. */
  forgetUser(userId: string): void;
}

export interface Recalled {
  caller: Caller | undefined;
  /** Whether it was good not long ago. */
  wasGood: boolean;
  /** Asks the database; undefined for what is not good. */
  lookUp(): Promise<Caller | undefined>;
}

interface Lookup {
  bearer(token: string): Promise<Recognised | undefined>;
  cookie(cookie: string): Promise<Recognised | undefined>;
}

interface Known {
  caller: Caller;
  until: number;
}

/**
 * Polling costs queries less for it. What is revoked is over everywhere within a minute, also for a stream of events, which looks
 * every few seconds.
 */
export const rememberMs = 50_000;
/** A look-up that takes longer is given up: the database is silent. */
const lookUpLimitMs = 5_000;
const remembered = 10_000;
/** Ours are shorter; a longer one is not worth hashing. */
const maxChars = 8_192;
const bearerForm = /^Bearer +([\w.~+/-]+=*) *$/i;

/**
 * Remembers who a token or cookie stands for, by its hash, so that it is neither kept nor compared byte by byte; never past its
 * expiry. What is not good is asked for anew each time.
 */
export function createAuthenticator(lookup: Lookup): Authenticator {
  const known = new Map<string, Known>();

  function recall(kind: keyof Lookup, secret: string): Recalled {
    if (secret === '' || secret.length > maxChars) return { caller: undefined, wasGood: false, lookUp: async () => undefined };
    const hash = hashOf(kind, secret);
    const hit = known.get(hash);
    const good = hit !== undefined && hit.until > Date.now();
    return { caller: good ? hit.caller : undefined, wasGood: hit !== undefined, lookUp: () => lookUp(kind, secret, hash) };
  }

  async function lookUp(kind: keyof Lookup, secret: string, hash: string): Promise<Caller | undefined> {
    const askedAt = Date.now();
    const found = await answerWithin(
      lookup[kind](secret),
      lookUpLimitMs,
      'Who you are could not be found out: a part of the service is silent.',
    );
    known.delete(hash);
    // From when it was asked: an answer that took long is as old as the question.
    if (found) remember(hash, { caller: found.caller, until: Math.min(askedAt + rememberMs, found.expiresAt?.getTime() ?? Infinity) });
    return found?.caller;
  }

  function recallShown({ authorization, cookie }: Shown): Recalled | undefined {
    if (authorization !== undefined) return recall('bearer', bearerForm.exec(authorization)?.[1] ?? '');
    return cookie === undefined ? undefined : recall('cookie', cookie);
  }

  function remember(hash: string, entry: Known): void {
    // A Map keeps insertion order: the first is the oldest.
    const [oldest] = known.keys();
    if (known.size >= remembered && oldest !== undefined) known.delete(oldest);
    known.set(hash, entry);
  }

  return {
    recall: recallShown,
    async recognise(shown) {
      const recalled = recallShown(shown);
      const caller = recalled && (recalled.caller ?? (await recalled.lookUp()));
      if (caller || shown.authorization === undefined) return caller;
      throw unknownCredential();
    },
    forgetUser(userId) {
      for (const [hash, { caller }] of known) if (caller.userId === userId) known.delete(hash);
    },
    forget({ authorization, cookie }) {
      const token = bearerForm.exec(authorization ?? '')?.[1];
      if (token !== undefined) known.delete(hashOf('bearer', token));
      if (cookie !== undefined) known.delete(hashOf('cookie', cookie));
    },
  };
}

export function unknownCredential(): AppError {
  return new AppError('unauthorized', 'The token or key is not known here, or not good any more.');
}

function hashOf(kind: string, secret: string): string {
  return createHash('sha256').update(kind).update('\0').update(secret).digest('base64');
}
