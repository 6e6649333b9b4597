import { users } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import { audit } from '../audit/audit.ts';
import { inTransaction } from '../ctx.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import { claimSignUp, type SignUpClaim, type SignUpProof } from './claim-sign-up.ts';
import { beginFirstLogin, type SignedIn, signedIn, type SignInInput } from './sign-in.ts';

export interface SignUpInput extends SignInInput {
  name: string;
  proof: SignUpProof;
}

/** Makes an account and signs in. Errors: `sign_up_closed`, `invitation_invalid`, `email_taken`, `rate_limited`. */
export async function signUp(ctx: AccountsCtx, input: SignUpInput): Promise<SignedIn> {
  const claim = await claimSignUp(ctx, input.proof, input.email);
  try {
    await makeAccount(ctx, claim, input);
  } catch (error) {
    await claim.release().catch((err: unknown) => ctx.log.warn({ err }, 'a claim to sign up was not released; it is over in a minute'));
    throw error;
  }
  return signedIn(ctx, await beginFirstLogin(ctx, input));
}

async function makeAccount(ctx: AccountsCtx, claim: SignUpClaim, input: SignUpInput): Promise<void> {
  const { email, password, name } = input;
  if (claim.takesOver !== undefined) {
    await ctx.identity.giveAccount(claim.takesOver, { email, password, name });
    return complete(ctx, claim, claim.takesOver, input);
  }
  const userId = await ctx.identity.createAccount({ email, password, name });
  try {
    await complete(ctx, claim, userId, input);
  } catch (error) {
    // Nobody has been told of it yet: the address is free again for the next attempt.
    await ctx.db
      .delete(users)
      .where(eq(users.id, userId))
      .catch((err: unknown) => ctx.log.warn({ err, userId }, 'an account that was not completed could not be removed'));
    throw error;
  }
}

/** Gives the account its role and uses the claim up, both or neither. */
async function complete(ctx: AccountsCtx, claim: SignUpClaim, userId: string, { from }: SignUpInput): Promise<void> {
  const { role, by } = claim;
  const actor = { userId, role, from };
  await inTransaction(ctx, async (ctx) => {
    await ctx.open.tx
      .update(users)
      .set({ role, updatedAt: sql`now()` })
      .where(eq(users.id, userId));
    await audit(ctx, { actor, action: 'account.created', subject: { type: 'user', id: userId }, detail: { by, role } });
    await claim.redeem(ctx, actor);
  });
}
