import { inTransaction, type Ctx } from '../../ctx.ts';
import { toView, type QuestionView } from '../question-view.ts';
import { auditQuestion } from './audit-question.ts';
import { changeQuestion } from './change-question.ts';
import { lockQuestion, type SeenQuestion } from './lock-question.ts';

/**
 * Clears a question for tests and practice; one that is cleared stays as it is. Errors: `not_found`, `conflict`.
 */
export async function approveQuestion(ctx: Ctx, input: SeenQuestion): Promise<QuestionView> {
  return inTransaction(ctx, async (ctx) => {
    const question = await lockQuestion(ctx, input);
    if (question.state === 'approved') return toView(question);
    const changed = await changeQuestion(ctx.open.tx, question, {
      set: { state: 'approved', reviewNote: null },
      change: 'approved',
      note: null,
      changedBy: input.actor.userId,
    });
    await auditQuestion(ctx, input.actor, 'question.approved', changed);
    return toView(changed);
  });
}

/**
 * Turns a question down, with the reason. It stays in the bank, so that nobody is offered it again. One that was turned
 * down for this very reason stays as it is. Errors: `not_found`, `conflict`.
 */
export async function rejectQuestion(ctx: Ctx, input: SeenQuestion & { reason: string }): Promise<QuestionView> {
  const { reason } = input;
  return inTransaction(ctx, async (ctx) => {
    const question = await lockQuestion(ctx, input);
    if (question.state === 'rejected' && question.reviewNote === reason) return toView(question);
    const changed = await changeQuestion(ctx.open.tx, question, {
      set: { state: 'rejected', reviewNote: reason },
      change: 'rejected',
      note: reason,
      changedBy: input.actor.userId,
    });
    await auditQuestion(ctx, input.actor, 'question.rejected', changed);
    return toView(changed);
  });
}
