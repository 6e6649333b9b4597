import { AppError } from '@lectern/contract';
import type { Caller, CountedClass, Rates, RateState } from '@lectern/core';
import type { Authenticator, Recalled, Shown } from './authenticate.ts';
import type { AppContext } from './handler.ts';

export interface CountGate {
  authenticator: Authenticator;
  rates: Rates;
}

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

/**
 * Who asks, counted: people by who they are, wherever they are; everybody else by address. A credential that is not remembered
 * counts for its address before it is looked up, so that a flood of made-up tokens is no flood of queries. What turns out to be
 * good is given back, for whole schools share an address. Errors: `rate_limited`; `unauthorized` for a token that is not good,
 * which with `lenient` is as good as none.
 */
export async function identify(
  c: AppContext,
  shown: Shown,
  { authenticator, rates }: CountGate,
  { counted, lenient }: { counted: Exclude<CountedClass, 'anonymous' | 'guess' | 'mail'> | undefined; lenient: boolean },
): Promise<Caller | undefined> {
  const recalled = authenticator.recall(shown);
  if (!recalled?.caller) await countRequest(c, rates, 'anonymous', c.var.address);
  const caller = recalled && (recalled.caller ?? (await lookUp(c, recalled, rates)));
  if (!caller) {
    if (shown.authorization === undefined || lenient) return undefined;
    throw new AppError('unauthorized', 'The token or key is not known here, or not good any more.');
  }
  if (!recalled?.caller) await rates.giveBack('anonymous', c.var.address);
  c.set('userId', caller.userId);
  if (counted) {
    // From here on it is their own count that they have to know.
    c.set('rate', undefined);
    await countRequest(c, rates, counted, caller.userId);
  }
  return caller;
}

/** That the database does not answer is nobody's fault: it does not count, or people would hear of limits instead. */
async function lookUp(c: AppContext, recalled: Recalled, rates: Rates): Promise<Caller | undefined> {
  try {
    return await recalled.lookUp();
  } catch (error) {
    await rates.giveBack('anonymous', c.var.address);
    throw error;
  }
}
