import {
  apiKeys,
  auditEntries,
  budgetReservations,
  courseMembers,
  credentials,
  idempotencyKeys,
  invitations,
  jobs,
  logins,
  modelAnswers,
  ownerTokens,
  questionVersions,
  requesterShares,
  users,
  verifications,
  type Tx,
} from '@lectern/db';
import { and, eq, isNotNull, isNull, ne, or, sql, type SQL } from 'drizzle-orm';
import type { Removed } from './erase-receipt.ts';

interface RemoveAccountInput {
  userId: string;
  /** The job that erases, which may be theirs. */
  exceptJobId?: string;
}

/**
 * Removes all that tells who somebody was; the row stays as a bare id, which the books and the audit log go on naming.
 * Harmless to repeat. Returns how much that was.
 */
export async function removeAccountRows(tx: Tx, { userId, exceptJobId }: RemoveAccountInput): Promise<Partial<Removed>> {
  const [user] = await tx.select({ email: users.email, name: users.name }).from(users).where(eq(users.id, userId)).for('update');
  const answers = await tx.delete(modelAnswers).where(eq(modelAnswers.ownerId, userId)).returning({ jobId: modelAnswers.jobId });
  const own = and(eq(jobs.requestedBy, userId), exceptJobId === undefined ? undefined : ne(jobs.id, exceptJobId));
  const ended = await tx.delete(jobs).where(own).returning({ id: jobs.id });
  const left = await tx.delete(courseMembers).where(eq(courseMembers.userId, userId)).returning({ id: courseMembers.courseId });
  await tx.delete(idempotencyKeys).where(eq(idempotencyKeys.userId, userId));
  await tx.delete(budgetReservations).where(eq(budgetReservations.payerId, userId));
  await tx.delete(requesterShares).where(eq(requesterShares.userId, userId));
  await tx.update(questionVersions).set({ changedBy: null }).where(eq(questionVersions.changedBy, userId));
  await forgetInvitations(tx, userId, user?.email);
  const ways = await removeWaysIn(tx, userId, user?.email);
  await forgetAddresses(tx, userId);
  const known = await tx
    .update(users)
    .set({ name: '', email: null, emailVerified: false, image: null, disabledAt: null, updatedAt: sql`now()` })
    .where(and(eq(users.id, userId), tellsWho))
    .returning({ id: users.id });
  return { accounts: known.length, modelAnswers: answers.length, jobs: ended.length, memberships: left.length, ...ways };
}

/** Whether a row of `users` is more than a bare id. */
export const tellsWho = or(ne(users.name, ''), isNotNull(users.email), isNotNull(users.image));

/** Logins and keys, with what could make new ones. Returns how many of the former. */
export async function removeWaysIn(tx: Tx, userId: string, email?: string | null): Promise<Pick<Removed, 'logins' | 'apiKeys'>> {
  const ended = await tx.delete(logins).where(eq(logins.userId, userId)).returning({ id: logins.id });
  const revoked = await tx.delete(apiKeys).where(eq(apiKeys.userId, userId)).returning({ id: apiKeys.id });
  await tx.delete(credentials).where(eq(credentials.userId, userId));
  await tx.delete(ownerTokens).where(eq(ownerTokens.userId, userId));
  await tx.delete(verifications).where(or(names(userId), email ? names(email) : undefined));
  return { logins: ended.length, apiKeys: revoked.length };
}

/** Verifications name whom they are for in their identifier, their value, or both. */
function names(whom: string): SQL {
  return sql`strpos(${verifications.identifier} || ' ' || ${verifications.value}, ${whom}) > 0`;
}

async function forgetInvitations(tx: Tx, userId: string, email: string | null | undefined): Promise<void> {
  await tx.delete(invitations).where(or(eq(invitations.usedBy, userId), email ? eq(invitations.email, email) : undefined));
  await tx.update(invitations).set({ createdBy: null }).where(eq(invitations.createdBy, userId));
}

/** Audit entries whose address is theirs: of what they did, and of attempts to sign in as them. */
export function theirEntries(userId: string): SQL | undefined {
  return or(eq(auditEntries.actorId, userId), and(isNull(auditEntries.actorId), eq(auditEntries.subjectId, userId)));
}

async function forgetAddresses(tx: Tx, userId: string): Promise<void> {
  // The log is append-only; the database lets this one change through, for this transaction.
  await tx.execute(sql`select set_config('lectern.audit_maintenance', 'erase', true)`);
  await tx
    .update(auditEntries)
    .set({ address: null })
    .where(and(isNotNull(auditEntries.address), theirEntries(userId)));
  await tx.execute(sql`select set_config('lectern.audit_maintenance', '', true)`);
}
