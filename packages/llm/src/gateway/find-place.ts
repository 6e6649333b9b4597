import { setTimeout as sleep } from 'node:timers/promises';
import type { LimitStore, Refusal } from '../limits/limit-store.ts';
import { sendWithinMs } from '../limits/window.ts';
import type { Place } from './attempt.ts';
import type { Route, RouteKey } from './route.ts';

/** A start that is further away is not waited for: the task goes back to the queue and holds no slot. */
const maxWaitMs = 2_000;
/** How often a process that is too busy to keep its times is given a new one. */
const tries = 3;

export type Waits = Refusal['waits'];

/**
 * Reserves a place for a call among the keys of a route, and waits until its time has come.
 * Answers with the waits where none is near. Errors: the signal's reason; what the store throws.
 */
export async function findPlace(
  store: LimitStore,
  route: Route,
  keys: readonly RouteKey[],
  { tokens, signal }: { tokens: number; signal: AbortSignal },
): Promise<Place | Waits> {
  const candidates = keys.map(({ group, gate, limits }) => ({ group, limits, gates: [group, gate] }));
  for (let nth = 0; nth < tries; nth += 1) {
    signal.throwIfAborted();
    const askedAt = performance.now();
    const answer = await store.reserve(candidates, { requests: 1, tokens }, { maxWaitMs });
    if (!answer.granted) return answer.waits;
    const key = keys[answer.candidate];
    if (!key) throw new RangeError('The store chose a key that there is not');
    const waited = await waitFor(answer.waitMs, signal);
    // The store counted from some moment after the asking, so this is the most that it can be late.
    const lateMs = performance.now() - askedAt - answer.waitMs;
    if (waited && lateMs <= sendWithinMs) return { route, key, reservation: answer.reservation };
    await store.cancel(answer.reservation);
  }
  signal.throwIfAborted();
  return [{ waitMs: maxWaitMs }];
}

/** False when the signal came first. */
async function waitFor(waitMs: number, signal: AbortSignal): Promise<boolean> {
  if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
