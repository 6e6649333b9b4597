import type { AuditAction, AuditSubject } from '@lectern/contract';
import { auditEntries } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Origin } from '../actor.ts';
import { reader, type Ctx } from '../ctx.ts';

interface AuditInput {
  /** Undefined where nobody was recognised: then `from` says at least from where. */
  actor: Actor | undefined;
  action: AuditAction;
  /** What it was done to. */
  subject?: { type: AuditSubject; id: string };
  /** Ids, counts and names of settings; never text that people wrote. */
  detail?: Record<string, string | number | boolean | null>;
  from?: Origin | undefined;
}

/** Writes down who did what, in the open transaction if there is one: it is done and written down, or neither. */
export async function audit(ctx: Ctx, { actor, action, subject, detail = {}, from = actor?.from }: AuditInput): Promise<void> {
  await reader(ctx)
    .insert(auditEntries)
    .values({
      id: uuidv7(),
      actorId: actor?.userId ?? null,
      action,
      subjectType: subject?.type ?? null,
      subjectId: subject?.id ?? null,
      address: from?.address ?? null,
      requestId: from?.requestId ?? null,
      detail,
    });
}
