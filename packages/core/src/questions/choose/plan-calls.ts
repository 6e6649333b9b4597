import { limits } from '@lectern/contract';
import { chunks, jobPassages, tasks, type Tx } from '@lectern/db';
import { and, asc, eq, sql } from 'drizzle-orm';
import type { NewTask } from '../../jobs/types.ts';
import { dealTypes, type TypeCount } from '../share-types.ts';
import { windowStride } from './windows.ts';

/** What a call takes: instructions, stems to avoid and passages, and the questions; for estimates. */
export const tokensPerCall = { input: 4_500, output: 1_500 } as const;

/** Calls that write so many questions. */
export function countCalls(wanted: readonly TypeCount[]): number {
  return dealTypes(wanted, limits.questionsPerWrite).length;
}

/**
 * One call for every few of the wanted questions, each with a window of the job's passages: those first that no earlier
 * round has used. None when there are no passages, or none any more.
 */
export async function planCalls(tx: Tx, job: { id: string }, wanted: readonly TypeCount[]): Promise<NewTask<'questions.write'>[]> {
  const inOrder = leastUsedFirst(await readWindows(tx, job.id), await readUsed(tx, job.id));
  return dealTypes(wanted, limits.questionsPerWrite).flatMap((want, batch) => {
    const chunkIds = inOrder[batch % inOrder.length];
    return chunkIds ? [{ key: `write:${batch}`, payload: { batch, chunkIds, want } }] : [];
  });
}

/** Without the passages that a new reading of their document has replaced. */
async function readWindows(tx: Tx, jobId: string): Promise<string[][]> {
  const rows = await tx
    .select({ ordinal: jobPassages.ordinal, chunkId: jobPassages.chunkId })
    .from(jobPassages)
    .innerJoin(chunks, eq(chunks.id, jobPassages.chunkId))
    .where(eq(jobPassages.jobId, jobId))
    .orderBy(asc(jobPassages.ordinal));
  const windows = Map.groupBy(rows, ({ ordinal }) => Math.floor(ordinal / windowStride));
  return Array.from(windows.values(), (window) => window.map(({ chunkId }) => chunkId));
}

/** The windows of the calls that were made already. */
async function readUsed(tx: Tx, jobId: string): Promise<string[][]> {
  const rows = await tx
    .select({ chunkIds: sql<string[]>`${tasks.payload} -> 'chunkIds'` })
    .from(tasks)
    .where(and(eq(tasks.jobId, jobId), eq(tasks.name, 'questions.write')));
  return rows.map(({ chunkIds }) => chunkIds);
}

/** By how often their passages were used, then by how often in this company; the order of use decides between equals. */
function leastUsedFirst(windows: readonly string[][], used: readonly string[][]): string[][] {
  const uses = new Map<string, number>();
  const sameWindow = new Map<string, number>();
  for (const window of used) {
    for (const id of window) uses.set(id, (uses.get(id) ?? 0) + 1);
    sameWindow.set(window.join(), (sameWindow.get(window.join()) ?? 0) + 1);
  }
  const meanUse = (window: readonly string[]) => window.reduce((sum, id) => sum + (uses.get(id) ?? 0), 0) / window.length;
  return windows
    .map((window) => ({ window, use: meanUse(window), repeated: sameWindow.get(window.join()) ?? 0 }))
    .sort((a, b) => a.use - b.use || a.repeated - b.repeated)
    .map(({ window }) => window);
}
