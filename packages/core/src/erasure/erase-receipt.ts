import { EraseResult } from '@lectern/contract';
import { jobs, type Tx } from '@lectern/db';
import { eq } from 'drizzle-orm';

type Counts = EraseResult['removed'];

export const nothingRemoved: Counts = { documents: 0, pages: 0, chunks: 0, questions: 0, files: 0 };

/** What an erasing job has removed so far; kept on the (locked) job, since the rows that could be counted are gone. */
export async function readReceipt(tx: Tx, jobId: string): Promise<EraseResult> {
  const [job] = await tx.select({ result: jobs.result }).from(jobs).where(eq(jobs.id, jobId));
  const parsed = EraseResult.safeParse(job?.result);
  return parsed.success ? parsed.data : { removed: nothingRemoved };
}

export async function addToReceipt(tx: Tx, jobId: string, counts: Partial<Counts>): Promise<void> {
  const { removed } = await readReceipt(tx, jobId);
  const added = { ...removed };
  for (const key of Object.keys(nothingRemoved) as (keyof Counts)[]) added[key] += counts[key] ?? 0;
  await tx
    .update(jobs)
    .set({ result: { removed: added } })
    .where(eq(jobs.id, jobId));
}
