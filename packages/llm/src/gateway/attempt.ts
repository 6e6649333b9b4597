import type { Log } from '@lectern/core';
import { CallFailure } from '../call-failure.ts';
import type { Consumption } from '../consumption.ts';
import type { OutgoingCall } from '../dispatch.ts';
import type { LimitStore, Reservation } from '../limits/limit-store.ts';
import { type CallSeries, makeCall, type Reading } from '../make-call.ts';
import { readUsedUpMs } from '../retry-after.ts';
import { type Failure, readFailure } from './read-failure.ts';
import type { Route, RouteKey } from './route.ts';

/** Where a call has got a place. */
export interface Place {
  route: Route;
  key: RouteKey;
  reservation: Reservation;
}

/**
 * Makes a call in its place, settles the place with what the call cost, and sets aside what turned out to be of no use.
 * Errors: those of `makeCall`.
 */
export async function attempt<T>(
  { route, key, reservation }: Place,
  series: CallSeries,
  call: OutgoingCall<T>,
  { store, log }: { store: LimitStore; log: Log | undefined },
): Promise<T> {
  let consumption: Consumption | undefined;
  let headers: Headers | undefined;
  const send = async (signal: AbortSignal) => {
    const { data, response } = await call.send(key.client, route.target, signal).withResponse();
    headers = response.headers;
    return data;
  };
  const read = (answer: unknown): Reading<T> => {
    try {
      const reading = call.read(answer);
      consumption = reading.consumption;
      return reading;
    } catch (error) {
      if (error instanceof CallFailure) consumption = error.details.consumption;
      throw error;
    }
  };
  // A store that is down must not spoil an answer that has been paid for: the place then stays as it was reserved.
  const keepBooks = (writing: Promise<void>) => writing.catch((err: unknown) => log?.warn({ err }, 'the limits could not be written'));

  try {
    const value = await route.breaker.run(() => makeCall(series, route.target, send, read));
    await keepBooks(settleWith(store, reservation, consumption));
    const usedUpMs = route.config.capabilities.rateHeaders && headers ? readUsedUpMs(headers) : undefined;
    if (usedUpMs) await keepBooks(store.block(key.group, 'rate_limited', usedUpMs));
    return value;
  } catch (error) {
    const failure = readFailure(error);
    await keepBooks(consumption ? settleWith(store, reservation, consumption) : settleFailed(store, reservation, failure));
    await keepBooks(setAside(store, key, failure));
    throw error;
  }
}

/** Servers that tell no usage leave the estimate as it is. */
async function settleWith(store: LimitStore, reservation: Reservation, consumption: Consumption | undefined): Promise<void> {
  const tokens = consumption ? consumption.inputTokens + consumption.outputTokens : 0;
  if (tokens > 0) await store.settle(reservation, tokens);
}

/** What was turned down cost a request and no tokens; of what broke off nobody knows. */
async function settleFailed(store: LimitStore, reservation: Reservation, { kind }: Failure): Promise<void> {
  if (kind === 'rate_limited' || kind === 'refused' || kind === 'exhausted') await store.settle(reservation, 0);
}

async function setAside(store: LimitStore, key: RouteKey, failure: Failure): Promise<void> {
  if (failure.kind === 'rate_limited') await store.block(key.group, failure.kind, failure.forMs);
  if (failure.kind === 'refused' || failure.kind === 'exhausted') await store.block(key.gate, failure.kind, failure.forMs);
}
