import { AppError } from '@lectern/contract';
import { attempts, tests } from '@lectern/db';
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { forgetTestAnswers } from '../erasure/forget-test-answers.ts';
import { cancelTestJobs, hasOpenTestJobs } from '../jobs/cancel-jobs-of.ts';
import { getTestRow } from './find-test.ts';

interface DeleteInput {
  actor: Actor;
  id: string;
  withResults: boolean;
}

/** Somebody has submitted, or asked for a regrade, before all was held. */
class JobsOpened extends Error {}

/**
 * Removes a test for good, and the previews of it. Errors: `not_found`, `forbidden`; `test_has_attempts` when students have begun it,
 * unless their attempts are to go as well.
 */
export async function deleteTest(ctx: Ctx, input: DeleteInput): Promise<void> {
  for (;;) {
    try {
      return await inTransaction(ctx, (ctx) => tryDelete(ctx, input));
    } catch (error) {
      // Each time some attempts fewer are left that can still be submitted.
      if (!(error instanceof JobsOpened)) throw error;
    }
  }
}

async function tryDelete(ctx: TxCtx, { actor, id, withResults }: DeleteInput): Promise<void> {
  const { tx } = ctx.open;
  await getTestRow(ctx, { actor, id, right: 'teach' });
  // Jobs before all else, as everybody locks them.
  await cancelTestJobs(ctx, id);
  // Nobody begins it, or has it regraded, from here on, and then nobody submits it.
  const { courseId } = await getTestRow(ctx, { actor, id, right: 'teach', lock: 'update' });
  const ofTest = eq(attempts.testId, id);
  await tx.select({ id: attempts.id }).from(attempts).where(ofTest).orderBy(asc(attempts.id)).for('update');
  const sat = await tx.$count(attempts, and(ofTest, eq(attempts.kind, 'test')));
  if (sat > 0 && !withResults) throw new AppError('test_has_attempts');
  if (await hasOpenTestJobs(tx, id)) throw new JobsOpened();
  await forgetTestAnswers(tx, id);
  await tx.delete(tests).where(eq(tests.id, id));
  await audit(ctx, { actor, action: 'test.deleted', subject: { type: 'test', id }, detail: { course_id: courseId, attempts: sat } });
}
