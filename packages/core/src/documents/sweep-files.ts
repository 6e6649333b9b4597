import { setTimeout as sleep } from 'node:timers/promises';
import type { Ctx } from '../ctx.ts';
import type { FileStore } from '../ports/index.ts';
import { removeFileIfUnused } from './unused-files.ts';

/** An upload of 50 large files over a slow line may take a while from its first file to its rows. */
const unusedAfterMs = 6 * 60 * 60 * 1_000;
const everyMs = 60 * 60 * 1_000;

/**
 * Removes stored files that no document refers to: those whose upload ended between its last byte and its rows, because
 * its process was killed. With them what is half-written. Returns how many.
 */
export async function sweepFiles(ctx: Ctx & { files: FileStore }, olderThanMs = unusedAfterMs): Promise<number> {
  let removed = await ctx.files.sweepUnfinished();
  for await (const key of ctx.files.listOlderThan(olderThanMs)) {
    if (await removeFileIfUnused(ctx, key)) removed += 1;
  }
  return removed;
}

/** Sweeps now and every hour. */
export function startFileSweeper(ctx: Ctx & { files: FileStore }): { close(): Promise<void> } {
  const stopping = new AbortController();

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const removed = await sweepFiles(ctx);
        if (removed > 0) ctx.log.info({ removed }, 'removed files of uploads that broke off');
      } catch (error) {
        ctx.log.warn({ err: error }, 'sweeping files failed; it is done again in an hour');
      }
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  const done = loop();
  return {
    close: () => {
      stopping.abort();
      return done;
    },
  };
}
