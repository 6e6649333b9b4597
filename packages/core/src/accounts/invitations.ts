import { randomBytes } from 'node:crypto';
import { AppError, type Role } from '@lectern/contract';
import { invitations, users } from '@lectern/db';
import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, reader, type Ctx } from '../ctx.ts';
import { cursorId, toPage, type PageOf, type PageRequest } from '../paging.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import type { Caller } from './caller.ts';
import { confirmCaller } from './confirm-caller.ts';
import { hashSecret } from './hash-secret.ts';
import { checkMayMakeOperators } from './operators.ts';

export interface InvitationView {
  id: string;
  role: Role;
  email: string | null;
  state: 'open' | 'used' | 'expired';
  expiresAt: Date;
  createdAt: Date;
}

const view = {
  id: invitations.id,
  role: invitations.role,
  email: invitations.email,
  state: sql<
    InvitationView['state']
  >`case when ${invitations.usedAt} is not null then 'used' when ${invitations.expiresAt} <= now() then 'expired' else 'open' end`,
  expiresAt: invitations.expiresAt,
  createdAt: invitations.createdAt,
};
const dayMs = 24 * 60 * 60_000;

/** Newest first. For operators, which the route sees to. */
export async function listInvitations(ctx: Ctx, input: PageRequest): Promise<PageOf<InvitationView>> {
  const before = cursorId(input.cursor);
  const rows = await reader(ctx)
    .select(view)
    .from(invitations)
    .where(before === undefined ? undefined : lt(invitations.id, before))
    .orderBy(desc(invitations.id))
    .limit(input.limit + 1);
  return toPage(rows, input.limit);
}

export interface CreateInvitationInput {
  actor: Caller;
  role: Role;
  /** Only this address can use it. */
  email: string | undefined;
  expiresInDays: number;
  signal: AbortSignal;
}

export interface CreatedInvitationView extends InvitationView {
  /** Shown this once. */
  invitation: string;
  url: string;
  mailed: boolean;
}

/** Errors: `email_taken`; `forbidden` for an API key that invites an operator. */
export async function createInvitation(ctx: AccountsCtx, input: CreateInvitationInput): Promise<CreatedInvitationView> {
  const { actor, role, email, expiresInDays } = input;
  if (role === 'operator') checkMayMakeOperators(actor);
  const token = randomBytes(32).toString('base64url');
  const made = await inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    await confirmCaller(tx, actor);
    if (email !== undefined && (await tx.$count(users, eq(users.email, email))) > 0) throw new AppError('email_taken');
    const expiresAt = new Date(Date.now() + expiresInDays * dayMs);
    const [row] = await tx
      .insert(invitations)
      .values({ id: uuidv7(), tokenHash: hashSecret(token), role, email: email ?? null, createdBy: actor.userId, expiresAt })
      .returning(view);
    if (!row) throw new Error('the invitation was not written');
    await audit(ctx, { actor, action: 'invitation.created', subject: { type: 'invitation', id: row.id }, detail: { role } });
    return row;
  });
  const url = `${ctx.accounts.publicUrl}/sign-up?invitation=${token}`;
  return { ...made, invitation: token, url, mailed: await mailInvitation(ctx, { ...input, url }) };
}

/** Whether it was mailed. Where it was not, the operator has the link to hand over. */
async function mailInvitation(
  ctx: AccountsCtx,
  { email, url, expiresInDays, signal }: CreateInvitationInput & { url: string },
): Promise<boolean> {
  if (!ctx.mailer || email === undefined) return false;
  const text = `You are invited to make an account at ${ctx.accounts.publicUrl}, within ${expiresInDays} days:\n\n${url}`;
  try {
    await ctx.mailer.send({ to: email, subject: 'An invitation', text }, { signal });
    return true;
  } catch (err) {
    ctx.log.warn({ err }, 'an invitation was not mailed');
    return false;
  }
}

/** Errors: `not_found`; `conflict` when it was used. */
export async function revokeInvitation(ctx: Ctx, input: { actor: Actor; id: string }): Promise<void> {
  const { actor, id } = input;
  await inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    const revoked = await tx
      .delete(invitations)
      .where(and(eq(invitations.id, id), isNull(invitations.usedAt)))
      .returning({ id: invitations.id });
    if (revoked.length === 0) {
      const [used] = await tx.select({ id: invitations.id }).from(invitations).where(eq(invitations.id, id));
      throw used
        ? new AppError('conflict', 'It was used already; disable or erase the account instead.')
        : new AppError('not_found', 'There is no such invitation');
    }
    await audit(ctx, { actor, action: 'invitation.revoked', subject: { type: 'invitation', id } });
  });
}
