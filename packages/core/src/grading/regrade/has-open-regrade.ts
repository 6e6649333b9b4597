import { AppError } from '@lectern/contract';
import { jobs, regrades, type DbOrTx } from '@lectern/db';
import { and, eq, inArray } from 'drizzle-orm';

/** Whether answers of a test are being measured anew just now. */
export async function hasOpenRegrade(db: DbOrTx, testId: string): Promise<boolean> {
  const [open] = await db
    .select({ id: jobs.id })
    .from(regrades)
    .innerJoin(jobs, eq(jobs.id, regrades.jobId))
    .where(and(eq(regrades.testId, testId), inArray(jobs.state, ['queued', 'running'])))
    .limit(1);
  return open !== undefined;
}

export function anotherRuns(): AppError {
  return new AppError('conflict', 'Another regrade of this test is under way; wait for the end of its job, or cancel that.');
}
