import { questions } from '@lectern/db';
import { eq } from 'drizzle-orm';
import type { Actor } from '../../actor.ts';
import { inTransaction, type Ctx } from '../../ctx.ts';
import { auditQuestion } from './audit-question.ts';
import { lockQuestion } from './lock-question.ts';

/**
 * Removes a question with all its versions, for good. Results of jobs go on naming its id; nobody finds anything there.
 * Error: `not_found`.
 */
export async function deleteQuestion(ctx: Ctx, input: { actor: Actor; id: string }): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const question = await lockQuestion(ctx, { actor: input.actor, id: input.id });
    await ctx.open.tx.delete(questions).where(eq(questions.id, question.id));
    await auditQuestion(ctx, input.actor, 'question.deleted', question);
  });
}
