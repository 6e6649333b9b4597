import { AppError } from '@lectern/contract';
import { logins, users } from '@lectern/db';
import { and, eq, lt, sql } from 'drizzle-orm';
import type { Origin } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, reader, type Ctx } from '../ctx.ts';
import type { NewLogin, SignInAttempt } from '../ports/index.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import { type Caller, scopeOfLogin } from './caller.ts';
import { checkAttempts } from './check-password.ts';
import { livingUser, livingUsers } from './living-users.ts';
import { getMe, type MeView } from './me.ts';

/** Whoever signs in, and where from. */
export interface SignInInput {
  email: string;
  password: string;
  from: Origin;
  userAgent: string | undefined;
}

export interface SignedIn {
  me: MeView;
  /** Value of the `Set-Cookie` header. */
  cookie: string;
}

const userAgentChars = 300;

/** Begins a login. Errors: `sign_in_failed`, also for who is kept out; `rate_limited`. */
export async function signIn(ctx: AccountsCtx, input: SignInInput): Promise<SignedIn> {
  return signedIn(ctx, await beginLogin(ctx, input));
}

export async function signedIn(ctx: Ctx, { caller, login }: { caller: Caller; login: NewLogin }): Promise<SignedIn> {
  return { me: await getMe(ctx, { actor: caller }), cookie: login.cookie };
}

/** Errors: `sign_in_failed`, `rate_limited`. */
export async function beginLogin(ctx: AccountsCtx, input: SignInInput): Promise<{ caller: Caller; login: NewLogin }> {
  await checkAttempts(ctx, attemptOf(input));
  try {
    return await beginFirstLogin(ctx, input);
  } catch (error) {
    if (error instanceof AppError && error.code === 'sign_in_failed') await noteFailure(ctx, input);
    throw error;
  }
}

/** Of an account that was just made: what others have guessed before does not stand in its way. */
export async function beginFirstLogin(ctx: AccountsCtx, input: SignInInput): Promise<{ caller: Caller; login: NewLogin }> {
  const { email, password, from, userAgent } = input;
  const origin = { address: from.address, userAgent: userAgent?.slice(0, userAgentChars) ?? null };
  const login = await ctx.identity.signIn({ email, password }, origin);
  await ctx.rates.afterSignIn(attemptOf(input), true);
  return { caller: await noteSuccess(ctx, login, from), login };
}

function attemptOf({ email, from }: SignInInput): SignInAttempt {
  return { account: email, address: from.address };
}

async function noteFailure(ctx: AccountsCtx, input: SignInInput): Promise<void> {
  const { email, from } = input;
  await ctx.rates.afterSignIn(attemptOf(input), false);
  const [user] = await reader(ctx)
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.email, email), livingUsers));
  await audit(ctx, { actor: undefined, from, action: 'account.sign_in_failed', ...(user && { subject: { type: 'user', id: user.id } }) });
}

async function noteSuccess(ctx: Ctx, { userId, loginId }: NewLogin, from: Origin): Promise<Caller> {
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    const [user] = await tx.select({ role: users.role }).from(users).where(livingUser(userId));
    if (!user) throw new AppError('sign_in_failed');
    const { role } = user;
    const caller: Caller = { userId, role, from, scope: scopeOfLogin(role), credential: { kind: 'login', loginId } };
    // What is over is swept when its owner comes back.
    await tx.delete(logins).where(and(eq(logins.userId, userId), lt(logins.expiresAt, sql`now()`)));
    await audit(ctx, { actor: caller, action: 'account.signed_in', subject: { type: 'user', id: userId } });
    return caller;
  });
}
