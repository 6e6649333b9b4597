import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './ports/index.ts';

interface RepeatInput {
  everyMs: number;
  /** What it does, for the log: `sweeping files`. */
  what: string;
  log: Log;
  /** Has to end soon once the signal aborts. */
  action: (signal: AbortSignal) => Promise<void>;
}

/** Does something now and again and again; a time that fails is logged. `close` waits until the one under way has ended. */
export function repeat({ everyMs, what, log, action }: RepeatInput): { close(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function loop(): Promise<void> {
    while (!signal.aborted) {
      try {
        await action(signal);
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error }, `${what} failed; it is done again in ${everyMs / 1_000} s`);
      }
      await sleep(everyMs, undefined, { signal }).catch(() => {});
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
