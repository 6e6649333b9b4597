import type { Ctx } from '../ctx.ts';
import type { FileStore } from '../ports/index.ts';
import { repeat } from '../repeat.ts';
import { findUsedKeys, removeFileIfUnused } from './unused-files.ts';

/** An upload of 50 large files over a slow line may take a while from its first file to its rows. */
const unusedAfterMs = 6 * 60 * 60 * 1_000;
const everyMs = 60 * 60 * 1_000;
/** Nearly all files are in use: one query for so many of them, a transaction only for the others. */
const keysPerQuery = 500;

/**
 * Removes stored files that no document refers to: those whose upload ended between its last byte and its rows, because
 * its process was killed. With them what is half-written. Ends early when the signal aborts. Returns how many.
 */
export async function sweepFiles(ctx: Ctx & { files: FileStore }, olderThanMs = unusedAfterMs, signal?: AbortSignal): Promise<number> {
  let removed = await ctx.files.sweepUnfinished();
  for await (const keys of inBatches(ctx.files.listOlderThan(olderThanMs), keysPerQuery)) {
    if (signal?.aborted) break;
    const used = await findUsedKeys(ctx, keys);
    for (const key of keys) {
      if (signal?.aborted) break;
      if (!used.has(key) && (await removeFileIfUnused(ctx, key))) removed += 1;
    }
  }
  return removed;
}

async function* inBatches(keys: AsyncIterable<string>, size: number): AsyncIterable<string[]> {
  let batch: string[] = [];
  for await (const key of keys) {
    batch.push(key);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Sweeps now and every hour. */
export function startFileSweeper(ctx: Ctx & { files: FileStore }): { close(): Promise<void> } {
  return repeat({
    everyMs,
    what: 'sweeping files',
    log: ctx.log,
    action: async (signal) => {
      const removed = await sweepFiles(ctx, unusedAfterMs, signal);
      if (removed > 0) ctx.log.info({ removed }, 'removed files of uploads that broke off');
    },
  });
}
