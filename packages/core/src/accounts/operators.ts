import { AppError } from '@lectern/contract';
import { ownerTokens, type Tx, users } from '@lectern/db';
import { and, eq, exists, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import type { TxCtx } from '../ctx.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import type { Caller } from './caller.ts';
import { livingUsers } from './living-users.ts';

const areOperators = and(eq(users.role, 'operator'), livingUsers);
/** Operators who can sign in, or could if nobody kept them out. */
export const operatorsWithAccount = and(areOperators, isNotNull(users.email));
export const activeOperators = and(areOperators, isNull(users.disabledAt));
export const activeOperatorsWithAccount = and(activeOperators, isNotNull(users.email));

/**
 * Holds until the commit: of two operators who leave at once one stays. Whoever may take an operator away calls it before
 * anything else is locked.
 */
export async function lockOperators(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('lectern.operators', 0))`);
}

/** Not by an API key, which would live on in the account that it made. Error: `forbidden`. */
export function checkMayMakeOperators({ credential }: Caller): void {
  if (credential.kind === 'api_key') throw new AppError('forbidden', 'An API key makes no operators: sign in, or send a token.');
}

/** That somebody is left who operates this and has a way in, once `userId` does not any more. Error: `last_operator`. */
export async function checkOperatorLeft(ctx: TxCtx<AccountsCtx>, userId: string): Promise<void> {
  const { tx } = ctx.open;
  const token = tx
    .select({ userId: ownerTokens.userId })
    .from(ownerTokens)
    .where(and(eq(ownerTokens.userId, users.id), isNull(ownerTokens.revokedAt)));
  const canGetIn = ctx.knowsOwnerTokens ? or(activeOperatorsWithAccount, and(activeOperators, exists(token))) : activeOperatorsWithAccount;
  const [left] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(ne(users.id, userId), canGetIn))
    .limit(1);
  if (!left) throw new AppError('last_operator');
}
