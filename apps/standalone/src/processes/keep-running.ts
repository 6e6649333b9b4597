import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from './running.ts';

export interface KeepOptions {
  start(signal: AbortSignal): Promise<Running>;
  /** It ended unasked and is started again. */
  onRestart(end: string): void;
  /** It ended, or failed to start, again and again; it is not tried any more. */
  onGivenUp(): void;
}

export interface Kept {
  stop(): Promise<void>;
  kill(): void;
}

const defaultLimits = { failures: 5, firstPauseMs: 250, longestPauseMs: 8_000, healthyAfterMs: 60_000 };

/**
 * Starts something and starts it again whenever it ends unasked, after pauses that double. Who stays up for a minute begins
 * anew with short ones; after five failures in a row it is given up.
 * @throws what the first start throws.
 */
export async function keepRunning(options: KeepOptions, signal: AbortSignal, limits = defaultLimits): Promise<Kept> {
  const stopping = new AbortController();
  let current = await options.start(AbortSignal.any([signal, stopping.signal]));
  const watched = watch();

  async function watch(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      const end = await current.exited;
      if (stopping.signal.aborted) return;
      if (performance.now() - startedAt > limits.healthyAfterMs) failures = 0;
      if (failures < limits.failures) options.onRestart(end);
      const next = await startAgain(failures + 1);
      if (next === undefined) return;
      current = next.running;
      failures = next.failures;
    }
  }

  async function startAgain(failures: number): Promise<{ running: Running; failures: number } | undefined> {
    for (let count = failures; count <= limits.failures; count += 1) {
      try {
        await sleep(Math.min(limits.firstPauseMs * 2 ** (count - 1), limits.longestPauseMs), undefined, { signal: stopping.signal });
        return { running: await options.start(stopping.signal), failures: count };
      } catch {
        // Its log says why; what counts here is that it does not run.
        if (stopping.signal.aborted) return undefined;
      }
    }
    options.onGivenUp();
    return undefined;
  }

  return {
    async stop() {
      stopping.abort();
      await current.stop();
      await watched;
      // A start that had just succeeded when we were told to stop.
      await current.stop();
    },
    kill: () => current.kill(),
  };
}
