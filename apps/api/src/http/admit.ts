import { AppError, type RateClass, type RouteContract } from '@lectern/contract';
import type { Caller, Rates } from '@lectern/core';
import { checkRequest, countRequest } from './count-request.ts';
import { identify, type IdentifyGate } from './identify.ts';
import type { Admission } from './bind-routes.ts';
import type { AppContext } from './handler.ts';
import { type Pages, refuseForeignPage, requireOwnPage } from './own-page.ts';
import { shownBy } from './shown-by.ts';

export interface Gate extends IdentifyGate {
  pages: Pages;
}

/**
 * Whether a request may go on to its route: who it is from, which page has sent it, what their credential allows, and how many
 * they have made. Errors: `unauthorized`, `forbidden`, `cross_site`, `rate_limited`.
 */
export async function admit(c: AppContext, contract: RouteContract, gate: Gate): Promise<Admission> {
  const { access, rate = 'default' } = contract;
  // Probes: they ask for nobody's sake, and must be answered when everything else is refused.
  if (access === 'anyone' && rate === 'none') return { caller: undefined };
  // Where a secret could be guessed or a mail is sent, it is one of their requests as well.
  const counted =
    rate === 'none' ? undefined : rate === 'upload' || rate === 'model' || rate === 'poll' || rate === 'sitting' ? rate : 'default';
  // What anybody may ask is answered to those with an old cookie or token as well.
  const caller = await identify(c, shownBy(c), gate, { counted, lenient: access === 'anyone' });
  const key = caller?.userId ?? c.var.address;
  if (rate === 'mail') await countRequest(c, gate.rates, 'mail', key);
  if (rate === 'guess') await checkRequest(c, gate.rates, 'guess', key);
  checkPage(c, access, caller, gate.pages);
  const after = rate === 'guess' || rate === 'sign_in' ? (error: unknown) => settle(gate.rates, { rate, key, caller }, error) : undefined;
  if (access !== 'anyone') {
    if (!caller) throw new AppError('unauthorized');
    checkCredential(caller, contract);
    checkRole(caller, contract);
  }
  return { caller, ...(after && { after }) };
}

/** Whole classrooms sign up and in at once, from one address: who has succeeded does not count against it, who has guessed does. */
async function settle(
  rates: Rates,
  { rate, key, caller }: { rate: RateClass; key: string; caller: Caller | undefined },
  error: unknown,
): Promise<void> {
  if (error === undefined && !caller) await rates.giveBack('anonymous', key);
  if (rate === 'guess' && error instanceof AppError && error.code === 'invitation_invalid') await rates.take('guess', key);
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
