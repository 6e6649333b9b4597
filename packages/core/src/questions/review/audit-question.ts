import type { AuditAction } from '@lectern/contract';
import type { Actor } from '../../actor.ts';
import { audit } from '../../audit/audit.ts';
import type { TxCtx } from '../../ctx.ts';
import type { QuestionRow } from '../question-view.ts';

type QuestionAction = Extract<AuditAction, `question.${string}`>;

/** Writes down what somebody did to a question; `version` is the one that it has now. */
export async function auditQuestion(
  ctx: TxCtx,
  actor: Actor,
  action: QuestionAction,
  { id, courseId, version }: Pick<QuestionRow, 'id' | 'courseId' | 'version'>,
  detail: Record<string, string> = {},
): Promise<void> {
  await audit(ctx, { actor, action, subject: { type: 'question', id }, detail: { course_id: courseId, version, ...detail } });
}
