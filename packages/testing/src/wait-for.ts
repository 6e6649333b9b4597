import { setTimeout as sleep } from 'node:timers/promises';

interface WaitOptions {
  /** Default 10 s. */
  timeoutMs?: number;
  /** Between two tries; default 50 ms. */
  intervalMs?: number;
}

/**
 * Calls `probe` until it returns something truthy, and returns that.
 * @throws what the probe threw last, or an Error, when the time is over.
 */
export async function waitFor<Value>(
  probe: () => Value | Promise<Value>,
  { timeoutMs = 10_000, intervalMs = 50 }: WaitOptions = {},
): Promise<Exclude<Value, undefined | null | false | 0 | ''>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let failure: unknown = new Error(`not so within ${timeoutMs} ms: ${probe.toString()}`);
    try {
      const value = await probe();
      if (isTruthy(value)) return value;
    } catch (error) {
      failure = error;
    }
    if (Date.now() + intervalMs > deadline) throw failure;
    await sleep(intervalMs);
  }
}

function isTruthy<Value>(value: Value): value is Exclude<Value, undefined | null | false | 0 | ''> {
  return Boolean(value);
}
