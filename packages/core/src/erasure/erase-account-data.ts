import { removeFileIfUnused } from '../documents/unused-files.ts';
import type { TaskHandler } from '../jobs/types.ts';
import type { WorkDeps } from '../work-deps.ts';
import { accountTraces } from './account-traces.ts';
import { findUnusedKeys } from './erase-document-data.ts';
import { addToReceipt } from './erase-receipt.ts';
import { removeTraces } from './traces.ts';

/** All that is in somebody's name; their courses are gone by now. Files too that were uploaded and never taken in. */
export const eraseAccountData: TaskHandler<'account.erase', WorkDeps> = async ({ ctx, files }, task) => {
  const { userId } = task.payload;
  for (const key of await findUnusedKeys(ctx, userId)) {
    task.signal.throwIfAborted();
    if (await removeFileIfUnused({ ...ctx, files }, key)) await task.commit((tx) => addToReceipt(tx, task.jobId, { files: 1 }));
  }
  return async (tx) => addToReceipt(tx, task.jobId, await removeTraces(tx, accountTraces(userId)));
};
