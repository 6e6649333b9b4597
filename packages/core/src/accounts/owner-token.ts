import { createHash } from 'node:crypto';
import { users } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../actor.ts';
import { reader, type Ctx } from '../ctx.ts';

/** Tokens are long and random, so a plain hash is enough: there is nothing to guess. */
function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export async function findUserByToken(ctx: Ctx, input: { token: string }): Promise<Actor | undefined> {
  const [user] = await reader(ctx)
    .select({ userId: users.id, role: users.role })
    .from(users)
    .where(eq(users.tokenHash, hashToken(input.token)));
  return user;
}

/** The installation's first user, an operator, known by this token. Harmless to repeat. */
export async function ensureOwner(ctx: Ctx, input: { token: string }): Promise<Actor> {
  const tokenHash = hashToken(input.token);
  await reader(ctx)
    .insert(users)
    .values({ id: uuidv7(), name: 'Owner', role: 'operator', tokenHash })
    .onConflictDoNothing({ target: users.tokenHash });
  const owner = await findUserByToken(ctx, input);
  if (!owner) throw new Error('the owner was not written');
  return owner;
}
