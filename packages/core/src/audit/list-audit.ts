import type { AuditAction, AuditSubject } from '@lectern/contract';
import { auditEntries, users } from '@lectern/db';
import { and, desc, eq, gte, lt, sql, type SQL } from 'drizzle-orm';
import { reader, type Ctx } from '../ctx.ts';
import { cursorId, toPage, type PageOf, type PageRequest } from '../paging.ts';

export interface AuditEntryView {
  id: string;
  at: Date;
  actorId: string | null;
  /** As it is now; null when nobody was recognised, or the account is gone. */
  actorName: string | null;
  action: AuditAction;
  subjectType: AuditSubject | null;
  subjectId: string | null;
  address: string | null;
  requestId: string | null;
  detail: Record<string, string | number | boolean | null>;
}

export interface AuditFilter {
  actorId?: string | undefined;
  action?: AuditAction | undefined;
  subjectId?: string | undefined;
  /** ISO 8601; at or after. */
  from?: string | undefined;
  /** ISO 8601; before. */
  to?: string | undefined;
}

/** Who did what to which thing from where, newest first. Whether somebody may read it is decided by the route: operators alone. */
export async function listAudit(ctx: Ctx, input: AuditFilter & PageRequest): Promise<PageOf<AuditEntryView>> {
  const before = cursorId(input.cursor);
  const rows = await reader(ctx)
    .select({
      id: auditEntries.id,
      at: auditEntries.at,
      actorId: auditEntries.actorId,
      actorName: sql<string | null>`nullif(${users.name}, '')`,
      action: auditEntries.action,
      subjectType: auditEntries.subjectType,
      subjectId: auditEntries.subjectId,
      address: auditEntries.address,
      requestId: auditEntries.requestId,
      detail: auditEntries.detail,
    })
    .from(auditEntries)
    .leftJoin(users, eq(users.id, auditEntries.actorId))
    .where(and(matching(input), before === undefined ? undefined : lt(auditEntries.id, before)))
    .orderBy(desc(auditEntries.id))
    .limit(input.limit + 1);
  return toPage(rows, input.limit);
}

function matching({ actorId, action, subjectId, from, to }: AuditFilter): SQL | undefined {
  return and(
    actorId === undefined ? undefined : eq(auditEntries.actorId, actorId),
    action === undefined ? undefined : eq(auditEntries.action, action),
    subjectId === undefined ? undefined : eq(auditEntries.subjectId, subjectId),
    from === undefined ? undefined : gte(auditEntries.at, new Date(from)),
    to === undefined ? undefined : lt(auditEntries.at, new Date(to)),
  );
}
