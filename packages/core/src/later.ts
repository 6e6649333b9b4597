import type { Log } from './ports/index.ts';

/** Work that nobody waits for, so that an answer does not tell how long it took; but the end of the process does. */
export interface Later {
  /** Begins it; what goes wrong is logged as `what`. It needs a time limit of its own. */
  begin(what: string, work: () => Promise<void>): void;
  /** Resolves when all of it is through. */
  close(): Promise<void>;
}

export function createLater(log: Log): Later {
  const underWay = new Set<Promise<void>>();
  return {
    begin(what, work) {
      const done = work()
        .catch((err: unknown) => log.warn({ err }, what))
        .finally(() => underWay.delete(done));
      underWay.add(done);
    },
    async close() {
      await Promise.all(underWay);
    },
  };
}
