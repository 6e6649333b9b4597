import { AppError } from '@lectern/contract';
import type { CountedClass, Rates, RateState } from '@lectern/core';
import type { AppContext } from './handler.ts';

/** Counts one request. Error: `rate_limited`, with when to come again. */
export async function countRequest(c: AppContext, rates: Rates, counted: CountedClass, key: string): Promise<void> {
  obey(c, await rates.take(counted, key));
}

/** Of what is counted only when it went wrong. Error: as above. */
export async function checkRequest(c: AppContext, rates: Rates, counted: CountedClass, key: string): Promise<void> {
  obey(c, await rates.look(counted, key));
}

function obey(c: AppContext, state: RateState): void {
  const { rate } = c.var;
  // Of several counts the one that ends first is what the client has to know.
  if (!rate || !state.allowed || state.remaining < rate.remaining) c.set('rate', state);
  if (!state.allowed) throw new AppError('rate_limited', undefined, { retryAfterMs: state.resetMs });
}
