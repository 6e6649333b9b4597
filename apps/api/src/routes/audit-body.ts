import type { RouteAnswer } from '@lectern/contract';
import type { AuditEntryView, PageOf } from '@lectern/core';
import { toBody } from '../http/to-body.ts';

/** The keys of an entry's detail are as they were written down: they stay. */
export function toAuditBody({ items, nextCursor }: PageOf<AuditEntryView>): RouteAnswer<'listAudit'> {
  return { items: items.map(({ detail, ...entry }) => ({ ...toBody(entry), detail })), next_cursor: nextCursor };
}
