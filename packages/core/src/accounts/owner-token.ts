import { ownerTokens, users } from '@lectern/db';
import { desc, eq, isNull, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../actor.ts';
import { inTransaction, reader, type Ctx, type TxCtx } from '../ctx.ts';
import { hashSecret } from './hash-secret.ts';

/**
 * The owner of a standalone installation, an operator, known by this token. Harmless to repeat: a token that was revoked stays
 * so, also when its owner was erased. A new token, made because the file with the old one was removed, is the same owner's.
 */
export async function ensureOwner(ctx: Ctx, input: { token: string }): Promise<Actor> {
  const tokenHash = hashSecret(input.token);
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    // Two processes that start at once make one owner.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('lectern.owner', 0))`);
    const [known] = await tx.select({ userId: ownerTokens.userId }).from(ownerTokens).where(eq(ownerTokens.tokenHash, tokenHash));
    const userId = known?.userId ?? (await findOwner(ctx)) ?? (await makeOwner(ctx));
    if (!known) await tx.insert(ownerTokens).values({ tokenHash, userId });
    const [owner] = await tx.select({ userId: users.id, role: users.role }).from(users).where(eq(users.id, userId));
    if (!owner) throw new Error('the owner was not written');
    return owner;
  });
}

/** Whose the latest token is. */
export async function findOwner(ctx: Ctx): Promise<string | undefined> {
  const [latest] = await reader(ctx)
    .select({ userId: ownerTokens.userId })
    .from(ownerTokens)
    .innerJoin(users, eq(users.id, ownerTokens.userId))
    .where(isNull(users.erasedAt))
    .orderBy(desc(ownerTokens.createdAt))
    .limit(1);
  return latest?.userId;
}

async function makeOwner(ctx: TxCtx): Promise<string> {
  const id = uuidv7();
  await ctx.open.tx.insert(users).values({ id, name: 'Owner', role: 'operator' });
  return id;
}
