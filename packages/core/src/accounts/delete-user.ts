import { inTransaction } from '../ctx.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import type { Caller } from './caller.ts';
import { confirmCaller } from './confirm-caller.ts';
import { confirmPassword } from './check-password.ts';
import { eraseAccount } from '../erasure/erase-account.ts';
import { checkOperatorLeft, lockOperators } from './operators.ts';
import { getUser } from './users.ts';

/** Has the caller's own account erased. Errors: `wrong_password`, `rate_limited`, `last_operator`. */
export async function deleteMe(ctx: AccountsCtx, input: { actor: Caller; password: string }): Promise<{ jobId: string }> {
  const { actor } = input;
  await confirmPassword(ctx, input);
  return deleteUser(ctx, { actor, id: actor.userId });
}

/** Has an account erased. Errors: `not_found`, `last_operator`. */
export async function deleteUser(ctx: AccountsCtx, input: { actor: Caller; id: string }): Promise<{ jobId: string }> {
  const { actor, id } = input;
  return inTransaction(ctx, async (ctx) => {
    await lockOperators(ctx.open.tx);
    await confirmCaller(ctx.open.tx, actor);
    const { role } = await getUser(ctx, { id });
    if (role === 'operator') await checkOperatorLeft(ctx, id);
    return eraseAccount(ctx, { actor, userId: id });
  });
}
