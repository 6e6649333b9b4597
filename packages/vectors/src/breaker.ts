export interface Breaker {
  /** False while calls are to fail at once; when the pause is over one call is let through to try. */
  admits(): boolean;
  succeeded(): void;
  failed(): void;
}

/**
 * After `failures` failures in a row it pauses for `pauseMs`, so that a server that hangs costs its callers one time limit,
 * not one each. A caller is never made to wait for the call that tries.
 */
export function createBreaker({ failures, pauseMs }: { failures: number; pauseMs: number }): Breaker {
  let inARow = 0;
  let pausedUntil = 0;
  return {
    admits() {
      if (inARow < failures) return true;
      if (performance.now() < pausedUntil) return false;
      pausedUntil = performance.now() + pauseMs;
      return true;
    },
    succeeded() {
      inARow = 0;
    },
    failed() {
      inARow += 1;
      pausedUntil = performance.now() + pauseMs;
    },
  };
}
