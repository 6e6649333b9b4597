import type { Actor } from '../actor.ts';
import { inTransaction } from '../ctx.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import { checkOperatorLeft } from './check-operators.ts';
import { confirmPassword } from './check-password.ts';
import { eraseAccount } from './erase-account.ts';
import { getUser } from './users.ts';

/** Has the caller's own account erased. Errors: `sign_in_failed`, `rate_limited`, `last_operator`. */
export async function deleteMe(ctx: AccountsCtx, input: { actor: Actor; password: string }): Promise<{ jobId: string }> {
  const { actor } = input;
  await confirmPassword(ctx, input);
  return deleteUser(ctx, { actor, id: actor.userId });
}

/** Has an account erased. Errors: `not_found`, `last_operator`. */
export async function deleteUser(ctx: AccountsCtx, input: { actor: Actor; id: string }): Promise<{ jobId: string }> {
  const { actor, id } = input;
  return inTransaction(ctx, async (ctx) => {
    const { role } = await getUser(ctx, { id });
    if (role === 'operator') await checkOperatorLeft(ctx, id);
    return eraseAccount(ctx, { actor, userId: id });
  });
}
