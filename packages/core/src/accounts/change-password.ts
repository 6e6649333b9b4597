import { logins } from '@lectern/db';
import { and, eq, ne } from 'drizzle-orm';
import { audit } from '../audit/audit.ts';
import { inTransaction } from '../ctx.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import type { Caller } from './caller.ts';
import { confirmCaller } from './confirm-caller.ts';
import { confirmPassword } from './check-password.ts';

/** Ends all other logins. Errors: `wrong_password` when the current password is another; `rate_limited`. */
export async function changePassword(
  ctx: AccountsCtx,
  input: { actor: Caller; currentPassword: string; newPassword: string },
): Promise<void> {
  const { actor, currentPassword, newPassword } = input;
  const { userId, credential } = actor;
  await confirmPassword(ctx, { actor, password: currentPassword });
  const writePassword = await ctx.identity.preparePassword(userId, newPassword);
  await inTransaction(ctx, async (ctx) => {
    await confirmCaller(ctx.open.tx, actor);
    await writePassword(ctx.open.tx);
    const kept = 'loginId' in credential ? ne(logins.id, credential.loginId) : undefined;
    await ctx.open.tx.delete(logins).where(and(eq(logins.userId, userId), kept));
    await audit(ctx, { actor, action: 'account.password_changed', subject: { type: 'user', id: userId } });
  });
}
