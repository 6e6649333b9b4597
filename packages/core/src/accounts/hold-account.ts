import { AppError } from '@lectern/contract';
import { users, type Tx } from '@lectern/db';
import { and, eq, isNull } from 'drizzle-orm';

/**
 * Keeps an account from being erased until the commit, so that the erasure finds what is written for it. A process may
 * still know somebody for a minute whose erasure was asked for. Error: `unauthorized` when the erasure was first.
 */
export async function holdAccount(tx: Tx, userId: string): Promise<void> {
  const [held] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.erasedAt)))
    .for('share');
  if (!held) throw new AppError('unauthorized', 'The account is gone.');
}
