import { attempts, modelAnswers, type Tx } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import { removeGradesOfNobodyElse } from './grades-of-attempts.ts';

/** Removes what is left of a test’s answers beside the attempts, which go next: grades that quote them, and what models said of them. */
export async function forgetTestAnswers(tx: Tx, testId: string): Promise<void> {
  await tx.delete(modelAnswers).where(sql`${modelAnswers.jobId} in (
    select job_id from attempts where test_id = ${testId} and job_id is not null
    union
    select job_id from regrades where test_id = ${testId}
  )`);
  await removeGradesOfNobodyElse(tx, eq(attempts.testId, testId));
}
