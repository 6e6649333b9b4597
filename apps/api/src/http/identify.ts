import type { Caller, CountedClass, Rates } from '@lectern/core';
import { type Authenticator, type Recalled, type Shown, unknownCredential } from './authenticate.ts';
import { countRequest } from './count-request.ts';
import type { AppContext } from './handler.ts';

export interface IdentifyGate {
  authenticator: Authenticator;
  rates: Rates;
}

/**
 * Who asks, counted: people by who they are, wherever they are; everybody else by address. A credential that is not remembered
 * counts for its address before it is looked up, so that a flood of made-up tokens is no flood of queries. What turns out to be
 * good is given back, and what was good not long ago is not counted, for whole schools share an address. Errors:
 * `rate_limited`; `unauthorized` for a token that is not good, which with `lenient` is as good as none.
 */
export async function identify(
  c: AppContext,
  shown: Shown,
  { authenticator, rates }: IdentifyGate,
  { counted, lenient }: { counted: Exclude<CountedClass, 'anonymous' | 'guess' | 'mail'> | undefined; lenient: boolean },
): Promise<Caller | undefined> {
  const recalled = authenticator.recall(shown);
  const isNew = !recalled?.caller && !recalled?.wasGood;
  if (isNew) await countRequest(c, rates, 'anonymous', c.var.address);
  const caller = recalled && (recalled.caller ?? (await lookUp(c, recalled, { rates, isNew })));
  if (!caller) {
    if (shown.authorization === undefined || lenient) return undefined;
    throw unknownCredential();
  }
  if (isNew) await rates.giveBack('anonymous', c.var.address);
  c.set('userId', caller.userId);
  if (counted) {
    // From here on it is their own count that they have to know.
    c.set('rate', undefined);
    await countRequest(c, rates, counted, caller.userId);
  }
  return caller;
}

/** That the database does not answer is nobody's fault: it does not count, or people would hear of limits instead. */
async function lookUp(c: AppContext, recalled: Recalled, { rates, isNew }: { rates: Rates; isNew: boolean }): Promise<Caller | undefined> {
  try {
    return await recalled.lookUp();
  } catch (error) {
    if (isNew) await rates.giveBack('anonymous', c.var.address);
    throw error;
  }
}
