import { AppError } from '@lectern/contract';
import { logins } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import type { Origin } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { reader } from '../ctx.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import type { Caller } from './caller.ts';
import { beginLogin } from './sign-in.ts';

export interface IssueTokenInput {
  /** Who is signed in; not asked for when there is a password. */
  actor: Caller | undefined;
  account: { email: string; password: string } | undefined;
  /** Never more than the installation allows. */
  expiresInSeconds: number | undefined;
  from: Origin;
  userAgent: string | undefined;
}

export interface TokenView {
  token: string;
  tokenType: 'Bearer';
  expiresAt: Date;
}

/** A signed token, of a login that begins with it or of the caller's. Errors: `sign_in_failed`, `rate_limited`, `unauthorized`, `forbidden`. */
export async function issueToken(ctx: AccountsCtx, input: IssueTokenInput): Promise<TokenView> {
  const { caller, loginId } = await loginFor(ctx, input);
  const { userId } = caller;
  const seconds = secondsOf(ctx, input);
  const { token, expiresAt } = await ctx.identity.signToken({ loginId, userId }, seconds);
  await audit(ctx, {
    actor: { ...caller, from: input.from },
    action: 'account.token_issued',
    subject: { type: 'user', id: userId },
    detail: { expires_in_seconds: seconds },
  });
  return { token, tokenType: 'Bearer', expiresAt };
}

function secondsOf(ctx: AccountsCtx, { expiresInSeconds }: IssueTokenInput): number {
  return Math.min(expiresInSeconds ?? ctx.accounts.tokenSeconds, ctx.accounts.tokenSeconds);
}

async function endLoginAfter(ctx: AccountsCtx, loginId: string, seconds: number): Promise<void> {
  await reader(ctx)
    .update(logins)
    .set({ expiresAt: sql`least(${logins.expiresAt}, now() + ${seconds} * interval '1 second')` })
    .where(eq(logins.id, loginId));
}

async function loginFor(ctx: AccountsCtx, input: IssueTokenInput): Promise<{ caller: Caller; loginId: string }> {
  const { account, actor, from, userAgent } = input;
  if (account) {
    const { caller, login } = await beginLogin(ctx, { ...account, from, userAgent });
    // It is the token's alone, and ends with it.
    await endLoginAfter(ctx, login.loginId, secondsOf(ctx, input));
    return { caller, loginId: login.loginId };
  }
  if (!actor) throw new AppError('unauthorized', 'Send email and password, or sign in first.');
  const { credential } = actor;
  if (credential.kind === 'login') return { caller: actor, loginId: credential.loginId };
  // A token makes no tokens, or who has stolen one would have them for as long as the login lasts.
  throw new AppError('forbidden', 'Tokens come of signing in: send email and password. An API key or the owner’s token is sent as it is.');
}
