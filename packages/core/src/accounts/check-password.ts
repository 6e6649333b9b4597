import { AppError } from '@lectern/contract';
import { users } from '@lectern/db';
import type { Actor } from '../actor.ts';
import { reader } from '../ctx.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import { livingUser } from './living-users.ts';

/** Waits are counted per account and address, as for signing in. Error: `rate_limited`. */
export async function checkAttempts(ctx: AccountsCtx, attempt: { account: string; address: string }): Promise<void> {
  const { waitMs } = await ctx.rates.beforeSignIn(attempt);
  if (waitMs > 0) throw new AppError('rate_limited', 'Too many attempts to sign in.', { retryAfterMs: waitMs });
}

/** That it is really them, before what cannot be undone. Errors: `wrong_password`, `rate_limited`. */
export async function confirmPassword(ctx: AccountsCtx, input: { actor: Actor; password: string }): Promise<void> {
  const { actor, password } = input;
  const [user] = await reader(ctx).select({ email: users.email }).from(users).where(livingUser(actor.userId));
  if (user?.email == null) throw new AppError('wrong_password', 'This account has no password.');
  const attempt = { account: user.email, address: actor.from?.address ?? '' };
  await checkAttempts(ctx, attempt);
  const isTheirs = await ctx.identity.checkPassword(actor.userId, password);
  await ctx.rates.afterSignIn(attempt, isTheirs);
  if (!isTheirs) throw new AppError('wrong_password');
}
