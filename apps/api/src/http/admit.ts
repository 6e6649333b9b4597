import { AppError, type RouteContract } from '@lectern/contract';
import type { Caller } from '@lectern/core';
import { type CountGate, countRequest, identify } from './count-request.ts';
import type { AppContext } from './handler.ts';
import { type Pages, refuseForeignPage, requireOwnPage } from './own-page.ts';
import { shownBy } from './shown-by.ts';

export interface Gate extends CountGate {
  pages: Pages;
}

/**
 * Whether a request may go on to its route: who it is from, which page has sent it, what their credential allows, and how many
 * they have made. Errors: `unauthorized`, `forbidden`, `cross_site`, `rate_limited`.
 */
export async function admit(c: AppContext, contract: RouteContract, gate: Gate): Promise<Caller | undefined> {
  const { access, rate = 'default' } = contract;
  // Probes: they ask for nobody's sake, and must be answered when everything else is refused.
  if (access === 'anyone' && rate === 'none') return undefined;
  // Where a secret could be guessed, it is one of their requests as well.
  const counted = rate === 'guess' ? 'default' : rate === 'none' ? undefined : rate;
  // What anybody may ask is answered to those with an old cookie or token as well.
  const caller = await identify(c, shownBy(c), gate, { counted, lenient: access === 'anyone' });
  if (rate === 'guess') await countRequest(c, gate.rates, 'guess', caller?.userId ?? c.var.address);
  checkPage(c, access, caller, gate.pages);
  if (access === 'anyone') return caller;
  if (!caller) throw new AppError('unauthorized');
  checkCredential(caller, contract);
  checkRole(caller, contract);
  return caller;
}

/** A bearer token is exempt: no browser adds it by itself, so whoever sent it had it. It also decides if a cookie came along. */
function checkPage(c: AppContext, access: RouteContract['access'], caller: Caller | undefined, pages: Pages): void {
  if (caller?.credential.kind === 'login') requireOwnPage(c, pages);
  else if (access === 'anyone' && !caller) refuseForeignPage(c, pages);
}

function checkCredential({ scope, credential }: Caller, { method, withKey = true }: RouteContract): void {
  if (credential.kind !== 'api_key') return;
  if (!withKey) throw new AppError('forbidden', 'Not with an API key: sign in, or send a token of POST /api/auth/token.');
  if (scope === 'read' && method !== 'get') throw new AppError('forbidden', 'This API key may only read.');
}

function checkRole({ role }: Caller, { access }: RouteContract): void {
  if (access === 'operator' && role !== 'operator') throw new AppError('forbidden', 'This is for operators.');
  if (access === 'teacher' && role === 'student') throw new AppError('forbidden', 'This is for teachers.');
}
