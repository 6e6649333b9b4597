import { AppError, type Role } from '@lectern/contract';
import { apiKeys, auditEntries, budgetMonths, courseMembers, courses, invitations, jobs, llmCalls, logins, users } from '@lectern/db';
import { and, asc, count, eq, gt, gte, or, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import type { Ctx } from '../ctx.ts';
import { theirEntries } from '../erasure/account-traces.ts';
import { inPages, rowsPerPage } from './export-pages.ts';

export interface ExportedAccount {
  id: string;
  name: string;
  email: string | null;
  emailVerified: boolean;
  role: Role;
  createdAt: Date;
}

/** Begins an export, which is written down: who it is about. Error: `not_found`. */
export async function beginExport(ctx: Ctx, { actor }: { actor: Actor }): Promise<ExportedAccount> {
  const { id, name, email, emailVerified, role, createdAt } = users;
  const [account] = await ctx.db.select({ id, name, email, emailVerified, role, createdAt }).from(users).where(eq(id, actor.userId));
  if (!account) throw new AppError('not_found', 'There is no such account');
  await audit(ctx, { actor, action: 'account.exported', subject: { type: 'user', id: actor.userId } });
  return account;
}

/** Without what would let somebody in. */
export function exportLogins(ctx: Ctx, { userId }: Actor) {
  const { id, ipAddress: address, userAgent, createdAt, updatedAt, expiresAt } = logins;
  return inPages((after) =>
    ctx.db
      .select({ id, address, userAgent, createdAt, updatedAt, expiresAt })
      .from(logins)
      .where(and(eq(logins.userId, userId), after === undefined ? undefined : gt(id, after)))
      .orderBy(asc(id))
      .limit(rowsPerPage),
  );
}

/** Without what would let somebody in. */
export function exportApiKeys(ctx: Ctx, { userId }: Actor) {
  const { id, name, startsWith, scope, createdAt, lastUsedAt, expiresAt } = apiKeys;
  return inPages((after) =>
    ctx.db
      .select({ id, name, startsWith, scope, createdAt, lastUsedAt, expiresAt })
      .from(apiKeys)
      .where(and(eq(apiKeys.userId, userId), after === undefined ? undefined : gt(id, after)))
      .orderBy(asc(id))
      .limit(rowsPerPage),
  );
}

/** The courses that they have joined as a student; `id` is the course's. */
export function exportMemberships(ctx: Ctx, { userId }: Actor) {
  return inPages((after) =>
    ctx.db
      .select({ id: courses.id, title: courses.title, joinedAt: courseMembers.joinedAt })
      .from(courseMembers)
      .innerJoin(courses, eq(courses.id, courseMembers.courseId))
      .where(and(eq(courseMembers.userId, userId), after === undefined ? undefined : gt(courses.id, after)))
      .orderBy(asc(courses.id))
      .limit(rowsPerPage),
  );
}

export function exportJobs(ctx: Ctx, { userId }: Actor) {
  const { id, kind, courseId, params, state, result, errorCode, createdAt, startedAt, finishedAt } = jobs;
  return inPages((after) =>
    ctx.db
      .select({ id, kind, courseId, params, state, result, errorCode, createdAt, startedAt, finishedAt })
      .from(jobs)
      .where(and(eq(jobs.requestedBy, userId), after === undefined ? undefined : gt(id, after)))
      .orderBy(asc(id))
      .limit(rowsPerPage),
  );
}

/** What they did, and attempts to sign in as them, as it is written down. */
export function exportAudit(ctx: Ctx, { userId }: Actor) {
  const { id, at, action, subjectType, subjectId, address, requestId, detail } = auditEntries;
  return inPages((after) =>
    ctx.db
      .select({ id, at, action, subjectType, subjectId, address, requestId, detail })
      .from(auditEntries)
      .where(and(theirEntries(userId), after === undefined ? undefined : gt(id, after)))
      .orderBy(asc(id))
      .limit(rowsPerPage),
  );
}

/** Those that they made, and the one that they used. Without what would let somebody in. */
export function exportInvitations(ctx: Ctx, { userId }: Actor) {
  const { id, role, createdBy, usedBy, expiresAt, usedAt, createdAt } = invitations;
  const madeByYou = sql<boolean>`coalesce(${createdBy} = ${userId}, false)`;
  const usedByYou = sql<boolean>`coalesce(${usedBy} = ${userId}, false)`;
  return inPages((after) =>
    ctx.db
      .select({ id, role, email: invitations.email, madeByYou, usedByYou, createdAt, expiresAt, usedAt })
      .from(invitations)
      .where(and(or(eq(createdBy, userId), eq(usedBy, userId)), after === undefined ? undefined : gt(id, after)))
      .orderBy(asc(id))
      .limit(rowsPerPage),
  );
}

/** What they have spent of their budget for models, by month (UTC, `YYYY-MM`); `id` is the month. */
export function exportBudget(ctx: Ctx, { userId }: Actor) {
  const { month, spentMicrodollars } = budgetMonths;
  return inPages((after) =>
    ctx.db
      .select({ id: month, spentMicrodollars })
      .from(budgetMonths)
      .where(and(eq(budgetMonths.payerId, userId), after === undefined ? undefined : gt(month, after)))
      .orderBy(asc(month))
      .limit(rowsPerPage),
  );
}

/** Calls to models that were billed to them, by month (UTC, `YYYY-MM`); `id` is the month. */
export function exportUsage(ctx: Ctx, { userId }: Actor) {
  const month = sql<string>`to_char(${llmCalls.createdAt} at time zone 'utc', 'YYYY-MM')`;
  return inPages(async (after) => {
    const from =
      after === undefined ? undefined : gte(llmCalls.createdAt, sql`(${`${after}-01`}::timestamp + interval '1 month') at time zone 'utc'`);
    return ctx.db
      .select({
        id: month,
        calls: count(),
        inputTokens: sql<number>`sum(${llmCalls.inputTokens})::float8`,
        outputTokens: sql<number>`sum(${llmCalls.outputTokens})::float8`,
        microdollars: sql<number>`sum(${llmCalls.microdollars})::float8`,
      })
      .from(llmCalls)
      .where(and(eq(llmCalls.billedTo, userId), from))
      .groupBy(sql`1`)
      .orderBy(sql`1`)
      .limit(rowsPerPage);
  });
}
