import { AppError } from '@lectern/contract';
import { idempotencyKeys } from '@lectern/db';
import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { reader, type Ctx } from '../ctx.ts';

interface KeyInput {
  actor: Actor;
  route: string;
  key: string;
}

/** A request that was never answered (its process died) blocks its key this long. */
const abandonedAfter = sql`now() - interval '2 minutes'`;
const keptFor = sql`now() - interval '1 day'`;

function rowOf({ actor, route, key }: KeyInput) {
  return and(eq(idempotencyKeys.userId, actor.userId), eq(idempotencyKeys.route, route), eq(idempotencyKeys.key, key));
}

/**
 * Takes a key for a request. `answered`: the same request was answered before, with this.
 * Errors: `idempotency_mismatch` for another body, `idempotency_in_progress` while the first is being answered.
 */
export async function beginIdempotent(
  ctx: Ctx,
  input: KeyInput & { requestHash: string },
): Promise<{ kind: 'new' } | { kind: 'answered'; status: number; body: unknown }> {
  const db = reader(ctx);
  await db.delete(idempotencyKeys).where(and(rowOf(input), isNull(idempotencyKeys.status), lt(idempotencyKeys.createdAt, abandonedAfter)));
  await db.delete(idempotencyKeys).where(and(rowOf(input), lt(idempotencyKeys.createdAt, keptFor)));
  const { actor, route, key, requestHash } = input;
  const taken = await db
    .insert(idempotencyKeys)
    .values({ userId: actor.userId, route, key, requestHash })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  if (taken.length > 0) return { kind: 'new' };
  const [first] = await db.select().from(idempotencyKeys).where(rowOf(input));
  if (first && first.requestHash !== requestHash) throw new AppError('idempotency_mismatch');
  if (first?.status == null) throw new AppError('idempotency_in_progress');
  return { kind: 'answered', status: first.status, body: first.body };
}

/** Keeps the answer for repeats, for a day. */
export async function finishIdempotent(ctx: Ctx, input: KeyInput & { status: number; body: unknown }): Promise<void> {
  await reader(ctx).update(idempotencyKeys).set({ status: input.status, body: input.body }).where(rowOf(input));
}

/** The request failed: its key is free again. */
export async function abandonIdempotent(ctx: Ctx, input: KeyInput): Promise<void> {
  await reader(ctx)
    .delete(idempotencyKeys)
    .where(and(rowOf(input), isNull(idempotencyKeys.status)));
}
