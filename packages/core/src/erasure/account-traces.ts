import { erasureKinds } from '@lectern/contract';
import {
  apiKeys,
  askedQuestions,
  attempts,
  auditEntries,
  budgetReservations,
  courseMembers,
  credentials,
  evaluations,
  grades,
  idempotencyKeys,
  invitations,
  jobs,
  logins,
  modelAnswers,
  ownerTokens,
  questionVersions,
  regrades,
  requesterShares,
  tests,
  users,
  verifications,
  type Tx,
} from '@lectern/db';
import { eq, isNotNull, isNull, ne, notInArray, sql, type SQL } from 'drizzle-orm';
import { resetIdentifier } from '../accounts/reset-password.ts';
import { gradesOfNobodyElse, removeGradesOfNobodyElse } from './grades-of-attempts.ts';
import { all, any, type Trace } from './traces.ts';

/**
 * All that tells who somebody was; the row of `users` stays as a bare id, which the books and the audit log go on naming. Their
 * courses are erased by themselves. Erasures that they asked for stay: others wait for them, or keep them as receipts.
 */
export function accountTraces(userId: string): Trace[] {
  const theirs = any(eq(invitations.usedBy, userId), sql`${invitations.email} = (select email from users where id = ${userId})`);
  const made = eq(invitations.createdBy, userId);
  const changed = eq(questionVersions.changedBy, userId);
  const known = all(eq(users.id, userId), tellsWho);
  return [
    { table: modelAnswers, which: eq(modelAnswers.ownerId, userId), counted: 'modelAnswers' },
    { table: modelAnswers, which: aboutTheirAnswers(userId), counted: 'modelAnswers' },
    { table: jobs, which: all(eq(jobs.requestedBy, userId), notInArray(jobs.kind, erasureKinds)), counted: 'jobs' },
    ...attemptTraces(userId),
    ...decisionTraces(userId),
    { table: courseMembers, which: eq(courseMembers.userId, userId), counted: 'memberships' },
    { table: idempotencyKeys, which: eq(idempotencyKeys.userId, userId) },
    { table: budgetReservations, which: eq(budgetReservations.payerId, userId) },
    { table: requesterShares, which: eq(requesterShares.userId, userId) },
    { table: questionVersions, which: changed, forget: (tx) => tx.update(questionVersions).set({ changedBy: null }).where(changed) },
    { table: invitations, which: theirs },
    { table: invitations, which: made, forget: (tx) => tx.update(invitations).set({ createdBy: null }).where(made) },
    ...waysIn(userId),
    { table: auditEntries, which: addressesOf(userId), forget: (tx) => forgetAddresses(tx, userId) },
    { table: users, which: known, counted: 'accounts', forget: (tx) => tx.update(users).set(bare).where(known) },
  ];
}

/** What models said of their answers; it is kept in the name of whose course it is. */
function aboutTheirAnswers(userId: string): SQL {
  return sql`${modelAnswers.jobId} in (
    select id from jobs where requested_by = ${userId}
    union
    select job_id from attempts where user_id = ${userId} and job_id is not null
    union
    select regrades.job_id from regrades
    join regrade_items on regrade_items.regrade_id = regrades.id
    join attempts on attempts.id = regrade_items.attempt_id
    where attempts.user_id = ${userId}
  )`;
}

/** What they were asked, answered and graded, as a student or with a batch of their own. */
function attemptTraces(userId: string): Trace[] {
  const sat = eq(attempts.userId, userId);
  return [
    { table: grades, which: gradesOfNobodyElse(sat), counted: 'grades', forget: (tx) => removeGradesOfNobodyElse(tx, sat) },
    // With their answers.
    { table: attempts, which: sat, counted: 'attempts' },
    // Grades before what they are for, as everybody locks them.
    { table: grades, which: eq(grades.ownerId, userId), counted: 'grades' },
    { table: evaluations, which: eq(evaluations.ownerId, userId), counted: 'evaluations' },
    { table: askedQuestions, which: eq(askedQuestions.ownerId, userId) },
  ];
}

/** What they decided in courses of others stays, and nobody decided it. */
function decisionTraces(userId: string): Trace[] {
  const made = eq(tests.createdBy, userId);
  const decided = eq(grades.decidedBy, userId);
  const requested = eq(regrades.requestedBy, userId);
  const applied = eq(regrades.appliedBy, userId);
  return [
    { table: tests, which: made, forget: (tx) => tx.update(tests).set({ createdBy: null }).where(made) },
    { table: grades, which: decided, forget: (tx) => tx.update(grades).set({ decidedBy: null }).where(decided) },
    { table: regrades, which: requested, forget: (tx) => tx.update(regrades).set({ requestedBy: null }).where(requested) },
    { table: regrades, which: applied, forget: (tx) => tx.update(regrades).set({ appliedBy: null }).where(applied) },
  ];
}

/** Whether a row of `users` is more than a bare id. */
export const tellsWho = any(ne(users.name, ''), isNotNull(users.email), isNotNull(users.image));
const bare = { name: '', email: null, emailVerified: false, image: null, disabledAt: null, updatedAt: sql`now()` };

/** Logins and keys, with what could make new ones. */
export function waysIn(userId: string): Trace[] {
  // One that is in somebody's data folder still is not to make them the owner once more.
  const good = all(eq(ownerTokens.userId, userId), isNull(ownerTokens.revokedAt));
  return [
    { table: logins, which: eq(logins.userId, userId), counted: 'logins' },
    { table: apiKeys, which: eq(apiKeys.userId, userId), counted: 'apiKeys' },
    { table: credentials, which: eq(credentials.userId, userId) },
    {
      table: ownerTokens,
      which: good,
      forget: (tx) =>
        tx
          .update(ownerTokens)
          .set({ revokedAt: sql`now()` })
          .where(good),
    },
    { table: verifications, which: eq(verifications.identifier, resetIdentifier(userId)) },
  ];
}

/** Audit entries about somebody: what they did, and attempts to sign in as them. */
export function theirEntries(userId: string): SQL {
  return any(eq(auditEntries.actorId, userId), all(isNull(auditEntries.actorId), eq(auditEntries.subjectId, userId)));
}

function addressesOf(userId: string): SQL {
  return all(isNotNull(auditEntries.address), theirEntries(userId));
}

async function forgetAddresses(tx: Tx, userId: string): Promise<{ count: number }> {
  // The log is append-only; the database lets this one change through, for this transaction.
  await tx.execute(sql`select set_config('lectern.audit_maintenance', 'erase', true)`);
  const forgotten = await tx.update(auditEntries).set({ address: null }).where(addressesOf(userId));
  await tx.execute(sql`select set_config('lectern.audit_maintenance', '', true)`);
  return forgotten;
}
