import { AppError } from '@lectern/contract';
import { ownerTokens, users } from '@lectern/db';
import { and, eq, exists, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import type { TxCtx } from '../ctx.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import { livingUsers } from './living-users.ts';

/**
 * That somebody is left who operates this and has a way in, once `userId` does not any more. Holds until the commit: of two
 * operators who leave at once one stays. Error: `last_operator`.
 */
export async function checkOperatorLeft(ctx: TxCtx<AccountsCtx>, userId: string): Promise<void> {
  const { tx } = ctx.open;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('lectern.operators', 0))`);
  const token = tx
    .select({ userId: ownerTokens.userId })
    .from(ownerTokens)
    .where(and(eq(ownerTokens.userId, users.id), isNull(ownerTokens.revokedAt)));
  const wayIn = ctx.knowsOwnerTokens ? or(isNotNull(users.email), exists(token)) : isNotNull(users.email);
  const [left] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, 'operator'), ne(users.id, userId), isNull(users.disabledAt), livingUsers, wayIn))
    .limit(1);
  if (!left) throw new AppError('last_operator');
}
