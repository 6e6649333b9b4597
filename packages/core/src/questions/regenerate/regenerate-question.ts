import { AppError } from '@lectern/contract';
import { jobs, type Tx } from '@lectern/db';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { inTransaction, type Ctx } from '../../ctx.ts';
import { holdDocuments } from '../../documents/hold-documents.ts';
import { acceptJob } from '../../jobs/accept-job.ts';
import { checkBudget } from '../../models/check-budget.ts';
import type { Models } from '../../ports/index.ts';
import { getQuestion } from '../questions.ts';
import { auditQuestion } from '../review/audit-question.ts';
import { lockQuestion, type SeenQuestion } from '../review/lock-question.ts';

/** One call that writes a single question from the passages of a page, roughly. */
const tokensToWrite = { inputTokens: 4_000, outputTokens: 600 } as const;

/**
 * Has one question written anew; until it is, and if nothing comes of it, the bank shows the present version.
 * Errors: `not_found`; `conflict` when the version is not the one that was read; `job_not_final` while it is being
 * written anew already; `source_deleted` when its document is being erased; `budget_exceeded`.
 */
export async function regenerateQuestion(
  ctx: Ctx & { models: Models },
  input: SeenQuestion & { hint?: string | undefined },
): Promise<{ jobId: string }> {
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    const { evidence } = await getQuestion(ctx, input);
    // Before the question: an erasure takes them in this order too.
    await holdDocuments(tx, [evidence.documentId]);
    const { id, courseId, documentId, version } = await lockQuestion(ctx, input);
    await checkNotUnderWay(tx, id);
    await checkBudget(ctx, { payerId: input.actor.userId, needs: ctx.models.quote('chat', tokensToWrite) });
    const jobId = await acceptJob(ctx, {
      kind: 'questions.regenerate',
      requestedBy: input.actor.userId,
      courseId,
      params: { courseId, questionId: id, version, documentIds: [documentId], ...(input.hint !== undefined && { hint: input.hint }) },
      first: { stage: 'rewrite', tasks: [{ key: 'rewrite', payload: {} }] },
    });
    await auditQuestion(ctx, input.actor, 'question.regenerated', { id, courseId, version }, { job_id: jobId });
    return { jobId };
  });
}

/** Of two that write the same version anew the later one would be paid for nothing. The question's lock keeps a third out. */
async function checkNotUnderWay(tx: Tx, questionId: string): Promise<void> {
  const [open] = await tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        eq(jobs.kind, 'questions.regenerate'),
        inArray(jobs.state, ['queued', 'running']),
        sql`${jobs.params} ->> 'questionId' = ${questionId}`,
      ),
    )
    .limit(1);
  if (open) throw new AppError('job_not_final', 'The question is being written anew already');
}
