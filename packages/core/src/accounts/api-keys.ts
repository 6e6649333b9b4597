import { randomBytes } from 'node:crypto';
import { AppError, limits, type Scope } from '@lectern/contract';
import { apiKeys, users } from '@lectern/db';
import { and, desc, eq, lt } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, reader, type Ctx } from '../ctx.ts';
import { cursorId, toPage, type PageOf, type PageRequest } from '../paging.ts';
import type { Caller } from './caller.ts';
import { confirmCaller } from './confirm-caller.ts';
import { hashSecret } from './hash-secret.ts';
import { livingUser } from './living-users.ts';
import { apiKeyPrefix } from './recognise.ts';

export interface ApiKeyView {
  id: string;
  name: string;
  scope: Scope;
  startsWith: string;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  createdAt: Date;
}

/** All of it but the hash. */
const view = {
  id: apiKeys.id,
  name: apiKeys.name,
  scope: apiKeys.scope,
  startsWith: apiKeys.startsWith,
  expiresAt: apiKeys.expiresAt,
  lastUsedAt: apiKeys.lastUsedAt,
  createdAt: apiKeys.createdAt,
};
const dayMs = 24 * 60 * 60_000;
/** The prefix and a few characters: enough to tell keys apart, and nothing to guess the rest by. */
const shownChars = apiKeyPrefix.length + 4;

/** The caller's own, newest first. */
export async function listApiKeys(ctx: Ctx, input: { actor: Actor } & PageRequest): Promise<PageOf<ApiKeyView>> {
  const before = cursorId(input.cursor);
  const rows = await reader(ctx)
    .select(view)
    .from(apiKeys)
    .where(and(eq(apiKeys.userId, input.actor.userId), before === undefined ? undefined : lt(apiKeys.id, before)))
    .orderBy(desc(apiKeys.id))
    .limit(input.limit + 1);
  return toPage(rows, input.limit);
}

export interface CreateApiKeyInput {
  actor: Caller;
  name: string;
  scope: Scope;
  /** Absent: it does not expire. */
  expiresInDays: number | undefined;
}

/** `key` is shown this once. Errors: `forbidden` for a scope that is more than the caller's, `conflict` when there are too many. */
export async function createApiKey(ctx: Ctx, input: CreateApiKeyInput): Promise<ApiKeyView & { key: string }> {
  const { actor, name, scope, expiresInDays } = input;
  const { userId } = actor;
  if (scope === 'operator' && actor.role !== 'operator') throw new AppError('forbidden', 'Only operators can make keys that operate.');
  const key = apiKeyPrefix + randomBytes(32).toString('base64url');
  const expiresAt = expiresInDays === undefined ? null : new Date(Date.now() + expiresInDays * dayMs);
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    // Two at once are counted one after the other, and an erasure that comes meanwhile finds the key.
    await tx.select({ id: users.id }).from(users).where(livingUser(userId)).for('update');
    await confirmCaller(tx, actor);
    if ((await tx.$count(apiKeys, eq(apiKeys.userId, userId))) >= limits.apiKeysPerUser) {
      throw new AppError('conflict', `You have ${limits.apiKeysPerUser} API keys; revoke one first.`);
    }
    const startsWith = key.slice(0, shownChars);
    const [row] = await tx
      .insert(apiKeys)
      .values({ id: uuidv7(), userId, name, keyHash: hashSecret(key), startsWith, scope, expiresAt })
      .returning(view);
    if (!row) throw new Error('the key was not written');
    await audit(ctx, { actor, action: 'api_key.created', subject: { type: 'api_key', id: row.id }, detail: { scope } });
    return { ...row, key };
  });
}

/** Error: `not_found`, also for somebody else's. */
export async function revokeApiKey(ctx: Ctx, input: { actor: Actor; id: string }): Promise<void> {
  const { actor, id } = input;
  await inTransaction(ctx, async (ctx) => {
    const revoked = await ctx.open.tx
      .delete(apiKeys)
      .where(and(eq(apiKeys.id, id), eq(apiKeys.userId, actor.userId)))
      .returning({ id: apiKeys.id });
    if (revoked.length === 0) throw new AppError('not_found', 'You have no such API key');
    await audit(ctx, { actor, action: 'api_key.revoked', subject: { type: 'api_key', id } });
  });
}
