import type { ChangeWatcher } from '@lectern/core';

/** The same watcher, and how many watch by it at the moment. */
export function countWatchers(watcher: ChangeWatcher): { watcher: ChangeWatcher; count(): number } {
  let watching = 0;
  return {
    count: () => watching,
    watcher: {
      watch(jobId, onChange) {
        const unwatch = watcher.watch(jobId, onChange);
        watching += 1;
        return () => {
          watching -= 1;
          unwatch();
        };
      },
      close: () => watcher.close(),
    },
  };
}
