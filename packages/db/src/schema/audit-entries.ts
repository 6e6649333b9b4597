import type { AuditAction, AuditSubject } from '@lectern/contract';
import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { id, time } from './columns.ts';

/**
 * Who did what to which thing from where. Append-only: a trigger refuses every change, but for erasing an address and for
 * sweeping what is older than the installation keeps (see `audit_maintenance` in the migration). No foreign keys: an entry
 * outlives what it speaks of. Erasure: ids stay, the address becomes null.
 */
export const auditEntries = pgTable(
  'audit_entries',
  {
    id: id(),
    at: time('at').notNull().defaultNow(),
    actorId: uuid('actor_id'),
    action: text('action').$type<AuditAction>().notNull(),
    subjectType: text('subject_type').$type<AuditSubject>(),
    subjectId: text('subject_id'),
    address: text('address'),
    requestId: text('request_id'),
    /** Ids, counts and names of settings; never text that people wrote. */
    detail: jsonb('detail').$type<Record<string, string | number | boolean | null>>().notNull().default({}),
  },
  (table) => [
    index('audit_entries_actor').on(table.actorId, table.id),
    index('audit_entries_action').on(table.action, table.id),
    index('audit_entries_subject').on(table.subjectId, table.id),
    index('audit_entries_at').on(table.at),
  ],
);
