import { AppError } from '@lectern/contract';
import { apiKeys, logins, ownerTokens, type Tx, users } from '@lectern/db';
import { and, eq, gt, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Caller, Credential } from './caller.ts';
import { livingUser } from './living-users.ts';

/**
 * That the caller is still who they were, before something that would outlast them: a process remembers people for up to a
 * minute, and nobody is to use that minute to get back what was just taken away. Holds until the commit. Errors: `unauthorized`
 * when the account is gone or kept out, or the credential has ended; `forbidden` when they are no operator any more.
 */
export async function confirmCaller(tx: Tx, { userId, role, credential }: Caller): Promise<void> {
  const [user] = await tx
    .select({ role: users.role })
    .from(users)
    .where(and(livingUser(userId), isNull(users.disabledAt)))
    .for('share');
  if (!user || !(await isGood(tx, userId, credential))) throw new AppError('unauthorized', 'You have been signed out meanwhile.');
  if (role === 'operator' && user.role !== 'operator') throw new AppError('forbidden', 'You are no operator any more.');
}

async function isGood(tx: Tx, userId: string, credential: Credential): Promise<boolean> {
  switch (credential.kind) {
    case 'login':
    case 'token':
      return (await tx.$count(logins, and(eq(logins.id, credential.loginId), eq(logins.userId, userId), gt(logins.expiresAt, now)))) > 0;
    case 'api_key':
      return (await tx.$count(apiKeys, and(eq(apiKeys.id, credential.keyId), eq(apiKeys.userId, userId), notExpired))) > 0;
    case 'owner_token':
      return (await tx.$count(ownerTokens, and(eq(ownerTokens.userId, userId), isNull(ownerTokens.revokedAt)))) > 0;
  }
}

const now: SQL = sql`now()`;
const notExpired = or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now));
