import { AppError, type Role, type Scope } from '@lectern/contract';
import { users } from '@lectern/db';
import { sql } from 'drizzle-orm';
import { audit } from '../audit/audit.ts';
import { inTransaction, reader, type Ctx } from '../ctx.ts';
import type { Caller, Credential } from './caller.ts';
import { livingUser } from './living-users.ts';

export interface MeView {
  id: string;
  name: string;
  email: string | null;
  role: Role;
  scope: Scope;
  signedInBy: Credential['kind'];
  createdAt: Date;
}

/** Who the caller is, and by what they were recognised. Error: `unauthorized` when the account is gone. */
export async function getMe(ctx: Ctx, { actor }: { actor: Caller }): Promise<MeView> {
  const [user] = await reader(ctx)
    .select({ id: users.id, name: users.name, email: users.email, role: users.role, createdAt: users.createdAt })
    .from(users)
    .where(livingUser(actor.userId));
  if (!user) throw new AppError('unauthorized');
  return { ...user, scope: actor.scope, signedInBy: actor.credential.kind };
}

export async function updateMe(ctx: Ctx, input: { actor: Caller; name: string }): Promise<MeView> {
  const { actor, name } = input;
  return inTransaction(ctx, async (ctx) => {
    await ctx.open.tx
      .update(users)
      .set({ name, updatedAt: sql`now()` })
      .where(livingUser(actor.userId));
    await audit(ctx, { actor, action: 'account.updated', subject: { type: 'user', id: actor.userId } });
    return getMe(ctx, { actor });
  });
}
