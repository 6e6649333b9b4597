import type { JobKind } from '@lectern/contract';
import type { TxCtx } from '../ctx.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import type { StageTasks } from '../jobs/types.ts';
import { addToReceipt, type Removed } from './erase-receipt.ts';

type ErasureKind = Extract<JobKind, `${string}.erase`>;
type AcceptInput<K extends ErasureKind> = Parameters<typeof acceptJob<K>>[1];

interface AcceptErasureInput<K extends ErasureKind> extends Omit<AcceptInput<K>, 'id' | 'first'> {
  /** Ends the jobs on it and marks it as gone, in this order. Answers what the job begins with, and what is removed already. */
  begin: () => Promise<{ first: StageTasks<K>; removed?: Partial<Removed> }>;
}

/** Accepts a job that erases. Its receipt begins with the deliveries that are taken out of the queue by then. Returns its id. */
export async function acceptErasure<K extends ErasureKind>(ctx: TxCtx, { begin, ...job }: AcceptErasureInput<K>): Promise<string> {
  const { tx, toRemove } = ctx.open;
  const before = toRemove.length;
  const { first, removed } = await begin();
  const jobId = await acceptJob<K>(ctx, { ...job, first });
  await addToReceipt(tx, jobId, { ...removed, deliveries: toRemove.length - before });
  return jobId;
}
