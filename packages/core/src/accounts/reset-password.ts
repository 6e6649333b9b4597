import { randomBytes } from 'node:crypto';
import { AppError } from '@lectern/contract';
import { logins, users, verifications } from '@lectern/db';
import { and, eq, gt, like, lt, type SQL, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Origin } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, reader, type Ctx } from '../ctx.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import type { Mailer } from '../ports/index.ts';
import type { Caller } from './caller.ts';
import { confirmCaller } from './confirm-caller.ts';
import { hashSecret } from './hash-secret.ts';
import { livingUser, livingUsers } from './living-users.ts';

const resetPrefix = 'password-reset:';
/** What `verifications` knows the links of somebody by. */
export const resetIdentifier = (userId: string): string => resetPrefix + userId;
const mailedLinkMs = 60 * 60_000;
const handedLinkMs = 24 * mailedLinkMs;
/** Nobody's mailbox is filled by asking again and again. */
const mailEveryMs = 60_000;
/** The end of the process waits for it. */
const mailLimitMs = 10_000;

export interface ResetLinkView {
  url: string;
  expiresAt: Date;
}

/**
 * Has a link mailed, where there is such an account and the installation sends mail. Returns before that, after the same work
 * for every address, so that neither the answer nor its time tells which addresses have accounts.
 */
export async function forgotPassword(ctx: AccountsCtx, { email, from }: { email: string; from: Origin }): Promise<void> {
  const [user] = await reader(ctx)
    .select({ id: users.id, disabledAt: users.disabledAt })
    .from(users)
    .where(and(eq(users.email, email), livingUsers));
  const subject = user && { subject: { type: 'user' as const, id: user.id } };
  await audit(ctx, { actor: undefined, from, action: 'account.password_reset_requested', ...subject });
  if (!user || user.disabledAt || !ctx.mailer) return;
  const { mailer } = ctx;
  ctx.later.begin('a link for a new password was not mailed', () => mailLink(ctx, mailer, { userId: user.id, email }));
}

async function mailLink(ctx: AccountsCtx, mailer: Mailer, { userId, email }: { userId: string; email: string }): Promise<void> {
  const link = await inTransaction(ctx, async (ctx) => {
    // Of two requests at once the second finds what the first has made.
    await ctx.open.tx.select({ id: users.id }).from(users).where(livingUser(userId)).for('update');
    const lately = and(
      eq(verifications.identifier, resetIdentifier(userId)),
      gt(verifications.createdAt, sql`now() - ${mailEveryMs} * interval '1 millisecond'`),
    );
    return (await ctx.open.tx.$count(verifications, lately)) > 0 ? undefined : makeLink(ctx, userId, mailedLinkMs);
  });
  if (!link) return;
  const text = [
    'Somebody, presumably you, has asked for a new password.',
    `Set it here, within an hour:\n\n${link.url}`,
    'If it was not you, there is nothing to do: your password is unchanged.',
  ].join('\n\n');
  await mailer.send({ to: email, subject: 'A new password', text }, { signal: AbortSignal.timeout(mailLimitMs) });
}

async function makeLink(ctx: AccountsCtx, userId: string, lifeMs: number): Promise<ResetLinkView> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + lifeMs);
  await reader(ctx)
    .delete(verifications)
    .where(lt(verifications.expiresAt, sql`now()`));
  await reader(ctx)
    .insert(verifications)
    .values({ id: uuidv7(), identifier: resetIdentifier(userId), value: hashSecret(token), expiresAt });
  return { url: `${ctx.accounts.publicUrl}/reset-password?token=${token}`, expiresAt };
}

/** A link to be handed over by whoever operates this. Errors: `not_found`; `conflict` for a user without an address. */
export async function makePasswordResetLink(ctx: AccountsCtx, input: { actor: Caller; userId: string }): Promise<ResetLinkView> {
  const { actor, userId } = input;
  return inTransaction(ctx, async (ctx) => {
    await confirmCaller(ctx.open.tx, actor);
    const [user] = await ctx.open.tx.select({ email: users.email }).from(users).where(livingUser(userId));
    if (!user) throw new AppError('not_found', 'There is no such account');
    if (user.email === null)
      throw new AppError('conflict', 'This user has no e-mail address; they get one by signing up with the setup token.');
    await audit(ctx, { actor, action: 'account.password_reset_link_made', subject: { type: 'user', id: userId } });
    return makeLink(ctx, userId, handedLinkMs);
  });
}

/** Sets a new password by a link, once, and ends all logins. Error: `invitation_invalid`. */
export async function resetPassword(ctx: AccountsCtx, input: { token: string; password: string; from: Origin }): Promise<void> {
  const { token, password, from } = input;
  const userId = await findLinkOwner(ctx, token);
  const writePassword = await ctx.identity.preparePassword(userId, password);
  const email = await inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    // Of two at once one gets it.
    const taken = await tx.delete(verifications).where(isLink(token)).returning({ id: verifications.id });
    const [user] = await tx.select({ role: users.role, email: users.email }).from(users).where(livingUser(userId)).for('share');
    if (taken.length === 0 || !user) throw invalidLink();
    await writePassword(tx);
    await endLogins(ctx, userId);
    await tx.delete(verifications).where(eq(verifications.identifier, resetIdentifier(userId)));
    const actor = { userId, role: user.role, from };
    await audit(ctx, { actor, action: 'account.password_reset', subject: { type: 'user', id: userId } });
    return user.email;
  });
  // Whoever had the link is let in from here, whatever others have guessed meanwhile.
  if (email !== null) await ctx.rates.afterSignIn({ account: email, address: from.address }, true);
}

async function findLinkOwner(ctx: AccountsCtx, token: string): Promise<string> {
  const [link] = await reader(ctx).select({ identifier: verifications.identifier }).from(verifications).where(isLink(token));
  if (!link) throw invalidLink();
  return link.identifier.slice(resetPrefix.length);
}

function isLink(token: string): SQL | undefined {
  return and(
    eq(verifications.value, hashSecret(token)),
    like(verifications.identifier, `${resetPrefix}%`),
    gt(verifications.expiresAt, sql`now()`),
  );
}

function invalidLink(): AppError {
  return new AppError('invitation_invalid', 'This link is not valid (any more). Ask for a new one.');
}

/** Ends the logins of somebody, with the tokens that came of them. */
export async function endLogins(ctx: Ctx, userId: string): Promise<void> {
  await reader(ctx).delete(logins).where(eq(logins.userId, userId));
}
