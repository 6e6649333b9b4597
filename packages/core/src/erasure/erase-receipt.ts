import { EraseResult } from '@lectern/contract';
import { jobs, tasks, type Tx } from '@lectern/db';
import { and, eq, sql } from 'drizzle-orm';

export type Removed = EraseResult['removed'];

const nothingRemoved: Removed = {
  documents: 0,
  pages: 0,
  chunks: 0,
  questions: 0,
  files: 0,
  vectors: 0,
  courses: 0,
  modelAnswers: 0,
  jobs: 0,
  deliveries: 0,
  memberships: 0,
  logins: 0,
  apiKeys: 0,
  accounts: 0,
  tests: 0,
  attempts: 0,
  grades: 0,
  evaluations: 0,
};

/** What an erasing job has removed so far; kept on the (locked) job, since the rows that could be counted are gone. */
export async function readReceipt(tx: Tx, jobId: string): Promise<EraseResult> {
  const [job] = await tx.select({ result: jobs.result }).from(jobs).where(eq(jobs.id, jobId));
  const parsed = EraseResult.safeParse(job?.result);
  return parsed.success ? parsed.data : { removed: nothingRemoved, check: null };
}

export async function addToReceipt(tx: Tx, jobId: string, counts: Partial<Removed>): Promise<void> {
  const receipt = await readReceipt(tx, jobId);
  const removed = { ...receipt.removed };
  for (const key of Object.keys(nothingRemoved) as (keyof Removed)[]) removed[key] += counts[key] ?? 0;
  await writeReceipt(tx, jobId, { ...receipt, removed });
}

/**
 * Writes into the receipt when all looks had found nothing any more, and forgets where the files were: an address holds the
 * hash of their content.
 */
export async function sealReceipt(tx: Tx, jobId: string): Promise<void> {
  const [last] = await tx
    .select({ checkedAt: sql<string | null>`to_char(max(${tasks.finishedAt}) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` })
    .from(tasks)
    .where(and(eq(tasks.jobId, jobId), eq(tasks.name, 'erasure.check'), eq(tasks.state, 'done')));
  if (!last?.checkedAt) throw new Error('nobody has looked yet');
  const { removed } = await readReceipt(tx, jobId);
  await writeReceipt(tx, jobId, { removed, check: { foundBySearch: 0, rows: 0, files: 0, checkedAt: last.checkedAt } });
  await tx
    .update(tasks)
    .set({ payload: sql`${tasks.payload} - 'fileKey'` })
    .where(and(eq(tasks.jobId, jobId), eq(tasks.name, 'document.erase')));
}

async function writeReceipt(tx: Tx, jobId: string, result: EraseResult): Promise<void> {
  await tx.update(jobs).set({ result }).where(eq(jobs.id, jobId));
}
