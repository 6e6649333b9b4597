import { type Db, signingKeys } from '@lectern/db';
import { importJWK } from 'jose';

type VerifyKey = Awaited<ReturnType<typeof importJWK>>;

export interface VerifyKeys {
  /** The public half of a key; undefined when there is none of this id. Errors: those of the database. */
  find(kid: string | undefined): Promise<VerifyKey | undefined>;
  /** Reads them anew: this process has just signed with one that it does not know. */
  reload(): Promise<void>;
  has(kid: string): boolean;
}

/** Tokens that name unknown keys cost so many queries in so much time, whoever sends how many of them. */
const reloads = { most: 5, withinMs: 10_000 };

/** Remembers the keys, which do not change; one that another process made is found when it is first met. */
export function createVerifyKeys(db: Db): VerifyKeys {
  let known = new Map<string, VerifyKey>();
  let reloadedAt: number[] = [];
  let reloading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const rows = await db.select({ id: signingKeys.id, publicKey: signingKeys.publicKey }).from(signingKeys);
    const keys = await Promise.all(rows.map(async ({ id, publicKey }) => [id, await importPublic(publicKey)] as const));
    known = new Map(keys);
  }

  function reload(): Promise<void> {
    reloading ??= read().finally(() => (reloading = undefined));
    return reloading;
  }

  function mayReload(): boolean {
    const now = Date.now();
    reloadedAt = reloadedAt.filter((at) => at > now - reloads.withinMs);
    if (reloadedAt.length >= reloads.most) return false;
    reloadedAt.push(now);
    return true;
  }

  return {
    reload,
    has: (kid) => known.has(kid),
    async find(kid) {
      if (kid === undefined) return undefined;
      const hit = known.get(kid);
      if (hit || !mayReload()) return hit;
      await reload();
      return known.get(kid);
    },
  };
}

function importPublic(publicKey: string): Promise<VerifyKey> {
  // As it was written by the library in `signing_keys`; what it is not, the import says.
  return importJWK(JSON.parse(publicKey), 'EdDSA');
}
