import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError, type Role } from '@lectern/contract';
import { installation, invitations, users } from '@lectern/db';
import { and, eq, gt, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { getCourseByCode, joinCourse } from '../courses/join-course.ts';
import { reader, type TxCtx } from '../ctx.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import { hasAccounts } from './has-accounts.ts';
import { hashSecret } from './hash-secret.ts';
import { activeOperators } from './operators.ts';
import { findOwner } from './owner-token.ts';

/** By what somebody may sign up: one at the most. */
export interface SignUpProof {
  setupToken: string | undefined;
  invitation: string | undefined;
  joinCode: string | undefined;
}

/** The right to make one account, held while it is being made. */
export interface SignUpClaim {
  by: 'setup_token' | 'invitation' | 'join_code' | 'open';
  role: Role;
  /** Who gets the account, where it is not somebody new: the owner of a standalone installation. */
  takesOver?: string;
  /** Uses it up, in the transaction that completes the account. Error: `invitation_invalid` when it was taken away meanwhile. */
  redeem(ctx: TxCtx, actor: Actor): Promise<void>;
  /** Nothing came of it: somebody else may use it. */
  release(): Promise<void>;
}

/** A claim whose process died blocks for this long. */
const abandonedAfter = sql`now() - interval '1 minute'`;

/** Errors: `sign_up_closed`, `invitation_invalid`. */
export async function claimSignUp(ctx: AccountsCtx, proof: SignUpProof, email: string): Promise<SignUpClaim> {
  if (proof.setupToken !== undefined) return claimSetup(ctx, proof.setupToken);
  if (proof.invitation !== undefined) return claimInvitation(ctx, proof.invitation, email);
  if (proof.joinCode !== undefined) return claimJoinCode(ctx, proof.joinCode);
  return claimOpen(ctx);
}

function isSame(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}

async function claimSetup(ctx: AccountsCtx, token: string): Promise<SignUpClaim> {
  const db = reader(ctx);
  const invalid = () => new AppError('invitation_invalid', 'This setup token is not valid (any more).');
  if (!isSame(token, ctx.accounts.setupToken) || (await hasAccounts(ctx))) throw invalid();
  const [claim] = await db
    .insert(installation)
    .values({ id: 1 })
    .onConflictDoUpdate({
      target: installation.id,
      set: { claimedAt: sql`now()` },
      setWhere: sql`${installation.setUpAt} is null and ${installation.claimedAt} < ${abandonedAfter}`,
    })
    .returning();
  if (!claim) throw invalid();
  const mine = and(eq(installation.claimedAt, claim.claimedAt), isNull(installation.setUpAt));
  const owner = ctx.knowsOwnerTokens ? await findOwnerWithoutAccount(ctx) : undefined;
  return {
    by: 'setup_token',
    role: 'operator',
    ...(owner !== undefined && { takesOver: owner }),
    async redeem({ open: { tx } }) {
      const used = await tx
        .update(installation)
        .set({ setUpAt: sql`now()` })
        .where(mine)
        .returning({ id: installation.id });
      if (used.length === 0) throw invalid();
    },
    release: async () => void (await db.delete(installation).where(mine)),
  };
}

/** The owner of a standalone installation, as long as they have no account. */
async function findOwnerWithoutAccount(ctx: AccountsCtx): Promise<string | undefined> {
  const ownerId = await findOwner(ctx);
  if (ownerId === undefined) return undefined;
  const [owner] = await reader(ctx)
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, ownerId), isNull(users.email)));
  return owner?.id;
}

async function claimInvitation(ctx: AccountsCtx, token: string, email: string): Promise<SignUpClaim> {
  const db = reader(ctx);
  const open = and(isNull(invitations.usedAt), gt(invitations.expiresAt, sql`now()`));
  const [claim] = await db
    .update(invitations)
    .set({ claimedAt: sql`now()` })
    .where(
      and(
        eq(invitations.tokenHash, hashSecret(token)),
        open,
        or(isNull(invitations.claimedAt), lt(invitations.claimedAt, abandonedAfter)),
        or(isNull(invitations.email), eq(invitations.email, email)),
        // It is worth as much as the word of who made it is now.
        inArray(invitations.createdBy, db.select({ id: users.id }).from(users).where(activeOperators)),
      ),
    )
    .returning();
  if (!claim?.claimedAt)
    throw new AppError('invitation_invalid', 'This invitation is not valid (any more), or is for another e-mail address.');
  const mine = and(eq(invitations.id, claim.id), eq(invitations.claimedAt, claim.claimedAt), isNull(invitations.usedAt));
  return {
    by: 'invitation',
    role: claim.role,
    async redeem({ open: { tx } }, { userId }) {
      const used = await tx
        .update(invitations)
        .set({ usedAt: sql`now()`, usedBy: userId })
        .where(mine)
        .returning({ id: invitations.id });
      if (used.length === 0) throw new AppError('invitation_invalid');
    },
    release: async () => void (await db.update(invitations).set({ claimedAt: null }).where(mine)),
  };
}

/** Codes are for many: there is nothing to hold. */
async function claimJoinCode(ctx: AccountsCtx, typed: string): Promise<SignUpClaim> {
  if (ctx.accounts.signUp === 'closed') throw new AppError('sign_up_closed');
  await getCourseByCode(ctx, typed);
  return {
    by: 'join_code',
    role: 'student',
    redeem: async (ctx, actor) => void (await joinCourse(ctx, { actor, code: typed })),
    release: async () => {},
  };
}

async function claimOpen(ctx: AccountsCtx): Promise<SignUpClaim> {
  if (ctx.accounts.signUp !== 'open') throw new AppError('sign_up_closed');
  if (!(await hasAccounts(ctx)))
    throw new AppError('sign_up_closed', 'The first account is made with the setup token of this installation.');
  return { by: 'open', role: 'student', redeem: async () => {}, release: async () => {} };
}
