import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest stretch of work without giving others a turn. */
const TURN_MS = 20;

/** Call it often and await what it returns, if anything: long work then stops neither timers nor I/O. Throws the signal's reason. */
export function createTurns(signal?: AbortSignal): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < TURN_MS) return undefined;
    return nextTurn().then(() => {
      signal?.throwIfAborted();
      since = performance.now();
    });
  };
}
