/** Somebody may wait for it, anybody may ring it; rung before the wait, it wakes at once. */
export interface Alarm {
  ring(): void;
  /** Resolves when it rings, or after `maxMs`. */
  wait(maxMs: number): Promise<void>;
}

/** For one waiter at a time. */
export function createAlarm(): Alarm {
  let rung = false;
  let wake = () => {};
  return {
    ring() {
      rung = true;
      wake();
    },
    async wait(maxMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, maxMs);
      wake = resolve;
      if (rung) resolve();
      await promise;
      clearTimeout(timer);
      rung = false;
    },
  };
}
