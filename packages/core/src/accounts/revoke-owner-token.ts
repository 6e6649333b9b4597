import { AppError } from '@lectern/contract';
import { ownerTokens, users } from '@lectern/db';
import { isNull, sql } from 'drizzle-orm';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx } from '../ctx.ts';
import type { Caller } from './caller.ts';
import { confirmCaller } from './confirm-caller.ts';
import { activeOperatorsWithAccount, lockOperators } from './operators.ts';

/** Makes the owner's tokens worthless for good; resolves to whose they were. Harmless to repeat. Error: `last_operator` while nobody could sign in and operate this. */
export async function revokeOwnerToken(ctx: Ctx, { actor }: { actor: Caller }): Promise<string[]> {
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    await lockOperators(tx);
    await confirmCaller(tx, actor);
    const [operator] = await tx.select({ id: users.id }).from(users).where(activeOperatorsWithAccount).limit(1);
    if (!operator) throw new AppError('last_operator', 'Nobody else could get in: make an account first, by signing up with this token.');
    const revoked = await tx
      .update(ownerTokens)
      .set({ revokedAt: sql`now()` })
      .where(isNull(ownerTokens.revokedAt))
      .returning({ userId: ownerTokens.userId });
    const owners = [...new Set(revoked.map((token) => token.userId))];
    for (const userId of owners) {
      await audit(ctx, { actor, action: 'owner_token.revoked', subject: { type: 'user', id: userId } });
    }
    return owners;
  });
}
