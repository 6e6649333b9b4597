import type { Role } from '@lectern/contract';
import { apiKeys, logins, ownerTokens, users } from '@lectern/db';
import { and, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import { reader, type Ctx } from '../ctx.ts';
import type { NamedLogin } from '../ports/index.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import { actingRole, scopeOfLogin, type Recognised } from './caller.ts';
import { hashSecret } from './hash-secret.ts';

export type RecogniseCtx = Ctx & Pick<AccountsCtx, 'identity' | 'knowsOwnerTokens'>;

/** What every API key begins with. */
export const apiKeyPrefix = 'lk_';
/** `last_used_at` is to the minute: a write for every request would be dearer than the request. */
const usedEvery = sql`now() - interval '1 minute'`;

/** Neither erased nor kept out. */
const active = and(isNull(users.erasedAt), isNull(users.disabledAt));

/** Who a bearer token stands for: an API key, a signed token, or the owner's token. Undefined when it is none that is good. */
export async function recogniseBearer(ctx: RecogniseCtx, token: string): Promise<Recognised | undefined> {
  if (token.startsWith(apiKeyPrefix)) return recogniseApiKey(ctx, token);
  if (token.split('.').length === 3) return recogniseLogin(ctx, await ctx.identity.findByToken(token), 'token');
  return ctx.knowsOwnerTokens ? recogniseOwner(ctx, token) : undefined;
}

/** Who the login in a `Cookie` header stands for. */
export async function recogniseCookie(ctx: RecogniseCtx, cookie: string): Promise<Recognised | undefined> {
  return recogniseLogin(ctx, await ctx.identity.findByCookie(cookie), 'login');
}

/** The login as it is now: one that was ended takes its tokens with it. */
async function recogniseLogin(ctx: Ctx, named: NamedLogin | undefined, kind: 'login' | 'token'): Promise<Recognised | undefined> {
  if (!named) return undefined;
  const [found] = await reader(ctx)
    .select({ userId: users.id, role: users.role, expiresAt: logins.expiresAt })
    .from(logins)
    .innerJoin(users, eq(users.id, logins.userId))
    .where(and(eq(logins.id, named.loginId), eq(logins.userId, named.userId), gt(logins.expiresAt, sql`now()`), active));
  if (!found) return undefined;
  const expiresAt = named.expiresAt < found.expiresAt ? named.expiresAt : found.expiresAt;
  const { userId, role } = found;
  return { caller: { userId, role, scope: scopeOfLogin(role), credential: { kind, loginId: named.loginId } }, expiresAt };
}

async function recogniseApiKey(ctx: Ctx, key: string): Promise<Recognised | undefined> {
  const [found] = await reader(ctx)
    .select({ keyId: apiKeys.id, scope: apiKeys.scope, expiresAt: apiKeys.expiresAt, userId: users.id, role: users.role })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .where(and(eq(apiKeys.keyHash, hashSecret(key)), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql`now()`)), active));
  if (!found) return undefined;
  const { keyId, scope, userId, role, expiresAt } = found;
  await reader(ctx)
    .update(apiKeys)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(apiKeys.id, keyId), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, usedEvery))));
  // A key from before its owner was made less than an operator.
  const allowed = scope === 'operator' && role !== 'operator' ? 'write' : scope;
  return {
    caller: { userId, role: actingRole(role, allowed), scope: allowed, credential: { kind: 'api_key', keyId } },
    expiresAt: expiresAt ?? undefined,
  };
}

async function recogniseOwner(ctx: Ctx, token: string): Promise<Recognised | undefined> {
  const [found] = await reader(ctx)
    .select({ userId: users.id, role: users.role })
    .from(ownerTokens)
    .innerJoin(users, eq(users.id, ownerTokens.userId))
    .where(and(eq(ownerTokens.tokenHash, hashSecret(token)), isNull(ownerTokens.revokedAt), active));
  if (!found) return undefined;
  const role: Role = found.role;
  return { caller: { userId: found.userId, role, scope: scopeOfLogin(role), credential: { kind: 'owner_token' } }, expiresAt: undefined };
}
