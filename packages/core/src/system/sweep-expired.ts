import { auditEntries, idempotencyKeys, invitations, logins, users, verifications } from '@lectern/db';
import { and, gt, inArray, lt, notExists, sql } from 'drizzle-orm';
import { inTransaction, type Ctx } from '../ctx.ts';
import { accountTraces } from '../erasure/account-traces.ts';
import { accountErasureAtWork, eraseForgotten } from '../erasure/erase-forgotten.ts';
import { removeTraces } from '../erasure/traces.ts';
import { sweepClaims } from '../grading/claim-grades.ts';
import { repeat } from '../repeat.ts';

export interface SweepSettings {
  /** How long the audit log is kept; 30 at least, which the database insists on. */
  auditDays: number;
}

const everyMs = 60 * 60 * 1_000;
const entriesPerStep = 5_000;

/**
 * Removes what has run out: logins, verifications, invitations, answers to repeated requests, old entries of the audit log, claims of
 * tasks that grade no more. What is half erased goes on.
 */
export async function sweepExpired(ctx: Ctx, { auditDays }: SweepSettings, signal?: AbortSignal): Promise<void> {
  const { db } = ctx;
  await db.delete(logins).where(lt(logins.expiresAt, sql`now()`));
  await db.delete(verifications).where(lt(verifications.expiresAt, sql`now()`));
  await db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, sql`now() - interval '1 day'`));
  await db.delete(invitations).where(lt(invitations.expiresAt, sql`now() - interval '30 days'`));
  await eraseForgotten(ctx);
  await sweepErased(ctx);
  let more = true;
  while (more) more = signal?.aborted ? false : await inTransaction(ctx, ({ open: { tx } }) => sweepClaims(tx));
  let swept = entriesPerStep;
  while (swept === entriesPerStep) swept = signal?.aborted ? 0 : await sweepAudit(ctx, auditDays);
}

async function sweepAudit(ctx: Ctx, auditDays: number): Promise<number> {
  return inTransaction(ctx, async ({ open: { tx } }) => {
    // The log is append-only; the database lets this through, for this transaction.
    await tx.execute(sql`select set_config('lectern.audit_maintenance', 'sweep', true)`);
    const old = tx
      .select({ id: auditEntries.id })
      .from(auditEntries)
      .where(lt(auditEntries.at, sql`now() - ${auditDays} * interval '1 day'`))
      .limit(entriesPerStep);
    return (await tx.delete(auditEntries).where(inArray(auditEntries.id, old)).returning({ id: auditEntries.id })).length;
  });
}

/**
 * A process may have known somebody for another minute after their erasure was asked for; what such a request wrote since the
 * erasure looked goes here. Of the last two days, and only when the erasure itself is through.
 */
async function sweepErased(ctx: Ctx): Promise<void> {
  const erased = await ctx.db
    .select({ userId: users.id })
    .from(users)
    .where(
      and(
        gt(users.erasedAt, sql`now() - interval '2 days'`),
        lt(users.erasedAt, sql`now() - interval '2 minutes'`),
        notExists(accountErasureAtWork(ctx.db)),
      ),
    );
  for (const { userId } of erased) await inTransaction(ctx, ({ open: { tx } }) => removeTraces(tx, accountTraces(userId)));
}

/** Sweeps now and every hour. */
export function startExpirySweeper(ctx: Ctx, settings: SweepSettings): { close(): Promise<void> } {
  return repeat({
    everyMs,
    what: 'sweeping what has run out',
    log: ctx.log,
    action: (signal) => sweepExpired(ctx, settings, signal),
  });
}
