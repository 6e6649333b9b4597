import { CircuitState, circuitBreaker, ConsecutiveBreaker, handleWhen } from 'cockatiel';

/** One for each provider and model, in each process. */
export interface Breaker {
  /** False while calls would fail at once, and while another one tries. */
  admits(): boolean;
  /** How long it is still open; 0 where a call may try. */
  openForMs(): number;
  /** Only straight after `admits`: the policy would make callers wait for the one that tries. */
  run<T>(call: () => Promise<T>): Promise<T>;
}

/** Opens after five outages in a row, which `isOutage` tells from other errors; after 10 s one call tries. */
export function createBreaker(isOutage: (error: unknown) => boolean, openMs = 10_000): Breaker {
  const policy = circuitBreaker(handleWhen(isOutage), { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(5) });
  let openedAt = 0;
  policy.onBreak(() => (openedAt = Date.now()));

  function openForMs(): number {
    if (policy.state === CircuitState.Closed) return 0;
    return Math.max(0, openedAt + openMs - Date.now());
  }
  return {
    admits: () => policy.state !== CircuitState.HalfOpen && openForMs() === 0,
    openForMs,
    run: (call) => policy.execute(call),
  };
}
