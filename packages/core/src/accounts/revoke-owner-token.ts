import { AppError } from '@lectern/contract';
import { ownerTokens, users } from '@lectern/db';
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx } from '../ctx.ts';
import { livingUsers } from './living-users.ts';

/** Makes the owner's tokens worthless for good. Harmless to repeat. Error: `last_operator` while nobody could sign in and operate this. */
export async function revokeOwnerToken(ctx: Ctx, { actor }: { actor: Actor }): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('lectern.operators', 0))`);
    const [operator] = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.role, 'operator'), isNotNull(users.email), isNull(users.disabledAt), livingUsers))
      .limit(1);
    if (!operator) throw new AppError('last_operator', 'Nobody else could get in: make an account first, by signing up with this token.');
    const revoked = await tx
      .update(ownerTokens)
      .set({ revokedAt: sql`now()` })
      .where(isNull(ownerTokens.revokedAt))
      .returning({ userId: ownerTokens.userId });
    for (const userId of new Set(revoked.map((token) => token.userId))) {
      await audit(ctx, { actor, action: 'owner_token.revoked', subject: { type: 'user', id: userId } });
    }
  });
}
