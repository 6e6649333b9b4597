import { AppError } from '@lectern/contract';
import { attempts, tests } from '@lectern/db';
import { and, eq } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx } from '../ctx.ts';
import { forgetTestAnswers } from '../erasure/forget-test-answers.ts';
import { cancelTestJobs } from '../jobs/cancel-jobs-of.ts';
import { getTestRow } from './find-test.ts';

/**
 * Removes a test for good, and the previews of it. Errors: `not_found`, `forbidden`; `test_has_attempts` when students have begun it,
 * unless their attempts are to go as well.
 */
export async function deleteTest(ctx: Ctx, input: { actor: Actor; id: string; withResults: boolean }): Promise<void> {
  const { actor, id, withResults } = input;
  await inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    await getTestRow(ctx, { actor, id, right: 'teach' });
    // Jobs before all else, as everybody locks them.
    await cancelTestJobs(ctx, id);
    // Nobody begins it from here on.
    const { courseId } = await getTestRow(ctx, { actor, id, right: 'teach', lock: 'update' });
    const sat = await tx.$count(attempts, and(eq(attempts.testId, id), eq(attempts.kind, 'test')));
    if (sat > 0 && !withResults) throw new AppError('test_has_attempts');
    await forgetTestAnswers(tx, id);
    await tx.delete(tests).where(eq(tests.id, id));
    await audit(ctx, { actor, action: 'test.deleted', subject: { type: 'test', id }, detail: { course_id: courseId, attempts: sat } });
  });
}
