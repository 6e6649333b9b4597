import { type Log, ModelError } from '@lectern/core';
import type { Dispatch } from '../dispatch.ts';
import type { LimitStore } from '../limits/limit-store.ts';
import type { CallSeries } from '../make-call.ts';
import { attempt, type Place } from './attempt.ts';
import { findPlace, type Waits } from './find-place.ts';
import { readFailure } from './read-failure.ts';
import type { Route, RouteKey } from './route.ts';

/** A longer wait is not the turn of a minute but a quota of hours or days: then the next provider is asked. */
const longestTurnMs = 90_000;

interface PoolDeps {
  store: LimitStore;
  log: Log | undefined;
}

/** Why a route did not serve. */
interface Miss {
  waits: Waits;
  /** The last failure of a call. */
  error?: ModelError;
  breakerOpenForMs?: number;
}

/**
 * Makes calls on the first route that serves, each key at most once for a call.
 * Errors: those of `makeCall`; `model_rate_limited` with the time until a start is near; `model_unavailable` with
 * `retryAfterMs` where breakers are open; `model_rejected` where every key is refused.
 */
export function createPool(routes: readonly Route[], deps: PoolDeps): Dispatch {
  return async (series, call) => {
    const misses: Miss[] = [];
    for (const route of routes) {
      const tried = new Set<RouteKey>();
      const miss: Miss = { waits: [] };
      misses.push(miss);
      for (;;) {
        const place = await nextPlace(route, tried, call.tokens, series, miss, deps);
        if (!place) break;
        // It may have opened while this call waited; nothing may come between this check and the call.
        if (!route.breaker.admits()) {
          await giveBack(place, deps);
          continue;
        }
        tried.add(place.key);
        try {
          return await attempt(place, series, call, deps);
        } catch (error) {
          const failure = readFailure(error);
          if (failure.kind === 'final' || !(error instanceof ModelError)) throw error;
          deps.log?.warn({ key: place.key.name, model: route.config.model, failure: failure.kind }, 'a call to the model failed');
          miss.error = error;
          if (failure.kind === 'outage') break;
          miss.waits.push({ waitMs: failure.forMs, blockedBy: failure.kind });
        }
      }
      const soonest = soonestOf(miss.waits);
      if (miss.error?.code !== 'model_unavailable' && soonest !== undefined && soonest <= longestTurnMs) throw rateLimited(soonest, series);
    }
    throw sumUp(misses, series);
  };
}

/** A place on the route, or none: then the miss says why. */
async function nextPlace(
  route: Route,
  tried: ReadonlySet<RouteKey>,
  tokens: number,
  series: CallSeries,
  miss: Miss,
  { store }: PoolDeps,
): Promise<Place | undefined> {
  const keys = route.keys.filter((key) => !tried.has(key));
  if (keys.length === 0) return undefined;
  if (!route.breaker.admits()) {
    miss.breakerOpenForMs = route.breaker.openForMs();
    return undefined;
  }
  const found = await reserveOrFail(() => findPlace(store, route, keys, { tokens, signal: series.signal }), series);
  if ('reservation' in found) return found;
  miss.waits.push(...found);
  return undefined;
}

async function giveBack({ reservation }: Place, { store, log }: PoolDeps): Promise<void> {
  await store.cancel(reservation).catch((err: unknown) => log?.warn({ err }, 'the limits could not be written'));
}

/** Without the store nobody knows whether there is room: no call is made. */
async function reserveOrFail<T>(reserve: () => Promise<T>, series: CallSeries): Promise<T> {
  try {
    return await reserve();
  } catch (cause) {
    series.signal.throwIfAborted();
    throw new ModelError('model_unavailable', series.calls, 'The limits of the language model cannot be read', { cause });
  }
}

/** Refused keys come back only when somebody renews them, which is nothing to wait for. */
function soonestOf(waits: Waits): number | undefined {
  const worthWaiting = waits.filter(({ blockedBy }) => blockedBy !== 'refused').map(({ waitMs }) => waitMs);
  return worthWaiting.length > 0 ? Math.min(...worthWaiting) : undefined;
}

function sumUp(misses: readonly Miss[], series: CallSeries): ModelError {
  const outage = misses.findLast(({ error }) => error?.code === 'model_unavailable');
  if (outage?.error) return outage.error;
  const open = misses.flatMap(({ breakerOpenForMs }) => breakerOpenForMs ?? []);
  if (open.length > 0) {
    const retryAfterMs = Math.max(1_000, Math.min(...open));
    return new ModelError('model_unavailable', series.calls, 'The language model has failed several times in a row', { retryAfterMs });
  }
  const soonest = soonestOf(misses.flatMap(({ waits }) => waits));
  if (soonest !== undefined) return rateLimited(soonest, series);
  const refused = misses.findLast(({ error }) => error !== undefined)?.error;
  return refused ?? new ModelError('model_rejected', series.calls, 'Every key of the language model is refused');
}

function rateLimited(waitMs: number, series: CallSeries): ModelError {
  const retryAfterMs = Math.ceil(waitMs);
  return new ModelError('model_rate_limited', series.calls, 'All limits of the language model are used up', { retryAfterMs });
}
