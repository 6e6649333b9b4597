import { GenerateParams } from '@lectern/contract';
import { jobs, type DbOrTx } from '@lectern/db';
import { eq } from 'drizzle-orm';

/** What was asked for; parsed, since the row may be older than the code. */
export async function readParams(db: DbOrTx, jobId: string): Promise<GenerateParams> {
  const [job] = await db.select({ params: jobs.params }).from(jobs).where(eq(jobs.id, jobId));
  return GenerateParams.parse(job?.params);
}
