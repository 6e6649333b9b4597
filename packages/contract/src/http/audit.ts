import { z } from 'zod';
import { limits } from '../limits.ts';
import { Id, ListQuery, Time } from './common.ts';

/** Everything that is written down. What is new is added here first. */
export const AuditAction = z.enum([
  'account.created',
  'account.signed_in',
  'account.sign_in_failed',
  'account.signed_out',
  'account.token_issued',
  'account.password_changed',
  'account.password_reset_requested',
  'account.password_reset_link_made',
  'account.password_reset',
  'account.updated',
  'account.role_changed',
  'account.disabled',
  'account.enabled',
  'account.erase_requested',
  'account.exported',
  'api_key.created',
  'api_key.revoked',
  'owner_token.revoked',
  'invitation.created',
  'invitation.revoked',
  'course.created',
  'course.renamed',
  'course.erase_requested',
  'course.join_code_made',
  'course.joined',
  'course.member_removed',
  'document.uploaded',
  'document.reprocessed',
  'document.erase_requested',
  'questions.generated',
  'question.edited',
  'question.approved',
  'question.rejected',
  'question.regenerated',
  'question.deleted',
  'test.created',
  'test.edited',
  'test.deleted',
  'test.results_exported',
  'grade.overridden',
  'grade.confirmed',
  'test.grades_confirmed',
  'test.regrade_requested',
  'test.regrade_applied',
  'evaluation.requested',
  'job.cancelled',
  'job.retried',
  'queue.changed',
]);
export type AuditAction = z.infer<typeof AuditAction>;
export const AuditSubject = z.enum([
  'user',
  'api_key',
  'invitation',
  'course',
  'document',
  'question',
  'test',
  'grade',
  'evaluation',
  'job',
  'queue',
]);
export type AuditSubject = z.infer<typeof AuditSubject>;

export const AuditEntry = z
  .object({
    id: Id,
    at: Time,
    actor_id: Id.nullable().meta({ description: 'Null where nobody was recognised' }),
    actor_name: z.string().nullable().meta({ description: 'As it is now; null when the account is gone' }),
    action: AuditAction,
    subject_type: AuditSubject.nullable(),
    subject_id: z.string().nullable(),
    address: z.string().nullable().meta({ description: 'From where; null where it was not over the network, or was erased' }),
    request_id: z.string().nullable(),
    detail: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .meta({ description: 'Ids, counts and names of settings' }),
  })
  .meta({ id: 'AuditEntry' });
export const AuditQuery = ListQuery.extend({
  actor_id: z.uuid().optional(),
  action: AuditAction.optional(),
  subject_id: z.string().min(1).max(limits.titleChars).optional(),
  from: z.iso.datetime().optional().meta({ description: 'At or after' }),
  to: z.iso.datetime().optional().meta({ description: 'Before' }),
});
