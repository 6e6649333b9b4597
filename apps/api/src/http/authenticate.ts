import { createHash } from 'node:crypto';
import { AppError } from '@lectern/contract';
import type { Actor } from '@lectern/core';

export interface Authenticator {
  /** Who the `Authorization: Bearer` header stands for. Error: `unauthorized`. */
  bearer(authorization: string | undefined): Promise<Actor>;
  /** Who a token stands for, wherever it was sent. */
  findByToken(token: string): Promise<Actor | undefined>;
}

interface Known {
  actor: Actor;
  until: number;
}

/** A revoked token is good for this long at the most; polling costs one query less for it. */
const rememberMs = 30_000;
const remembered = 1_000;
/** Ours are shorter; a longer one is not worth hashing. */
const maxTokenChars = 4_096;

/**
 * Remembers who a token stands for, by its hash, so that the token is neither kept nor compared byte by byte.
 * Unknown tokens are asked for anew each time.
 */
export function createAuthenticator(findUserByToken: (token: string) => Promise<Actor | undefined>): Authenticator {
  const known = new Map<string, Known>();

  async function findByToken(token: string): Promise<Actor | undefined> {
    const hash = createHash('sha256').update(token).digest('base64');
    const hit = known.get(hash);
    if (hit && hit.until > Date.now()) return hit.actor;
    known.delete(hash);
    const actor = await findUserByToken(token);
    if (actor) remember(hash, actor);
    return actor;
  }

  function remember(hash: string, actor: Actor): void {
    // A Map keeps insertion order: the first is the oldest.
    const [oldest] = known.keys();
    if (known.size >= remembered && oldest !== undefined) known.delete(oldest);
    known.set(hash, { actor, until: Date.now() + rememberMs });
  }

  return {
    findByToken,
    async bearer(authorization) {
      const token = /^Bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined || token.length > maxTokenChars) throw new AppError('unauthorized');
      const actor = await findByToken(token);
      if (!actor) throw new AppError('unauthorized', 'The token is not known here.');
      return actor;
    },
  };
}
