import { installation, users } from '@lectern/db';
import { isNotNull } from 'drizzle-orm';
import { reader, type Ctx } from '../ctx.ts';
import { operatorsWithAccount } from './operators.ts';

/**
 * Whether the first account was made, so that the setup token is worth nothing any more: somebody can sign in and operate this.
 * Students do not count, who may have joined before, nor does the owner of a standalone installation who has no account yet.
 */
export async function hasAccounts(ctx: Ctx): Promise<boolean> {
  const db = reader(ctx);
  const [done] = await db.select({ id: installation.id }).from(installation).where(isNotNull(installation.setUpAt));
  if (done) return true;
  const [operator] = await db.select({ id: users.id }).from(users).where(operatorsWithAccount).limit(1);
  return operator !== undefined;
}
