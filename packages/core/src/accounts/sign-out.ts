import { logins } from '@lectern/db';
import { and, eq } from 'drizzle-orm';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx } from '../ctx.ts';
import type { Caller } from './caller.ts';

/** Ends the caller's login, and with it the tokens that came of it. A key or an owner's token ends no login; it is revoked. */
export async function signOut(ctx: Ctx, { actor }: { actor: Caller }): Promise<void> {
  const { credential, userId } = actor;
  if (credential.kind !== 'login' && credential.kind !== 'token') return;
  await inTransaction(ctx, async (ctx) => {
    await ctx.open.tx.delete(logins).where(and(eq(logins.id, credential.loginId), eq(logins.userId, userId)));
    await audit(ctx, { actor, action: 'account.signed_out', subject: { type: 'user', id: userId } });
  });
}
