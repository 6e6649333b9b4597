import { randomBytes } from 'node:crypto';
import { AppError } from '@lectern/contract';
import { logins, users, verifications } from '@lectern/db';
import { and, eq, gt, like, lt, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Origin } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, reader, type Ctx } from '../ctx.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import { hashSecret } from './hash-secret.ts';
import { livingUser, livingUsers } from './living-users.ts';

/** What `verifications` knows a link by; the user's id follows. */
const resetPrefix = 'password-reset:';
const mailedLinkMs = 60 * 60_000;
const handedLinkMs = 24 * mailedLinkMs;
/** Nobody's mailbox is filled by asking again and again. */
const mailEveryMs = 60_000;
const mailLimitMs = 20_000;

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
  void mailLink(ctx, user.id, email).catch((err: unknown) =>
    ctx.log.warn({ err, userId: user.id }, 'a link for a new password was not mailed'),
  );
}

async function mailLink(ctx: AccountsCtx, userId: string, email: string): Promise<void> {
  const recently = new Date(Date.now() - mailEveryMs);
  const sent = await reader(ctx).$count(
    verifications,
    and(eq(verifications.identifier, resetPrefix + userId), gt(verifications.createdAt, recently)),
  );
  if (sent > 0) return;
  const { url } = await makeLink(ctx, userId, mailedLinkMs);
  const text = [
    'Somebody, presumably you, has asked for a new password.',
    `Set it here, within an hour:\n\n${url}`,
    'If it was not you, there is nothing to do: your password is unchanged.',
  ].join('\n\n');
  await ctx.mailer?.send({ to: email, subject: 'A new password', text }, { signal: AbortSignal.timeout(mailLimitMs) });
}

async function makeLink(ctx: AccountsCtx, userId: string, lifeMs: number): Promise<ResetLinkView> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + lifeMs);
  await reader(ctx)
    .delete(verifications)
    .where(lt(verifications.expiresAt, sql`now()`));
  await reader(ctx)
    .insert(verifications)
    .values({ id: uuidv7(), identifier: resetPrefix + userId, value: hashSecret(token), expiresAt });
  return { url: `${ctx.accounts.publicUrl}/reset-password?token=${token}`, expiresAt };
}

/** A link to be handed over by whoever operates this. Errors: `not_found`; `forbidden` for a user without an address. */
export async function makePasswordResetLink(ctx: AccountsCtx, input: { actor: Actor; userId: string }): Promise<ResetLinkView> {
  const { actor, userId } = input;
  return inTransaction(ctx, async (ctx) => {
    const [user] = await ctx.open.tx.select({ email: users.email }).from(users).where(livingUser(userId));
    if (!user) throw new AppError('not_found', 'There is no such account');
    if (user.email === null)
      throw new AppError('forbidden', 'This user has no e-mail address; they get one by signing up with the setup token.');
    await audit(ctx, { actor, action: 'account.password_reset_link_made', subject: { type: 'user', id: userId } });
    return makeLink(ctx, userId, handedLinkMs);
  });
}

/** Sets a new password by a link, once, and ends all logins. Error: `invitation_invalid`. */
export async function resetPassword(ctx: AccountsCtx, input: { token: string; password: string; from: Origin }): Promise<void> {
  const { token, password, from } = input;
  // Taken before the password is set: of two at once one gets it.
  const [link] = await reader(ctx)
    .delete(verifications)
    .where(
      and(
        eq(verifications.value, hashSecret(token)),
        like(verifications.identifier, `${resetPrefix}%`),
        gt(verifications.expiresAt, sql`now()`),
      ),
    )
    .returning();
  const userId = link?.identifier.slice(resetPrefix.length);
  if (!link || userId === undefined) throw new AppError('invitation_invalid', 'This link is not valid (any more). Ask for a new one.');
  const [user] = await reader(ctx).select({ role: users.role }).from(users).where(livingUser(userId));
  if (!user) throw new AppError('invitation_invalid');
  try {
    await ctx.identity.setPassword(userId, password);
  } catch (error) {
    await reader(ctx)
      .insert(verifications)
      .values(link)
      .catch(() => {});
    throw error;
  }
  await inTransaction(ctx, async (ctx) => {
    await endLogins(ctx, userId);
    await ctx.open.tx.delete(verifications).where(eq(verifications.identifier, link.identifier));
    const actor = { userId, role: user.role, from };
    await audit(ctx, { actor, action: 'account.password_reset', subject: { type: 'user', id: userId } });
  });
}

/** Ends the logins of somebody, with the tokens that came of them. */
export async function endLogins(ctx: Ctx, userId: string): Promise<void> {
  await reader(ctx).delete(logins).where(eq(logins.userId, userId));
}
