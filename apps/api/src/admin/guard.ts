import { AppError } from '@lectern/contract';
import type { About, Caller } from '@lectern/core';
import type { MiddlewareHandler } from 'hono';
import type { Gate } from '../http/admit.ts';
import { identify } from '../http/identify.ts';
import type { AppContext, AppEnv } from '../http/handler.ts';
import { refuseForeignPage, requireOwnPage } from '../http/own-page.ts';
import { Refusal } from '../http/problem.ts';

export interface GuardOptions {
  gate: Gate;
  edition: About['edition'];
  /** Whether the first account is made. */
  isSetUp(): Promise<boolean>;
  /** Where to go after signing in. */
  home: string;
}

/**
 * Lets operators in: by the login of their browser, or by Basic auth with their owner token or API key as password and any user
 * name. Who shows neither and reads pages is sent to sign in; where no account exists yet to sign in with, the browser is asked
 * for the owner's token. Changes have to come from the board's own page.
 */
export function requireOperator(options: GuardOptions): MiddlewareHandler<AppEnv> {
  const { gate } = options;
  return async (c, next) => {
    const authorization = c.req.header('authorization');
    const password = basicPassword(authorization);
    const caller = await whoAsks(c, gate, password);
    if (!caller) return refuse(c, options, authorization);
    // Browsers send both along with whatever any page asks for. Programs have no cookie, and tell nothing of a page.
    if (caller.credential.kind === 'login') requireOwnPage(c, gate.pages);
    else refuseForeignPage(c, gate.pages);
    if (caller.role !== 'operator') throw new AppError('forbidden', 'This is for operators.');
    c.set('operator', { ...caller, from: { address: c.var.address, requestId: c.var.requestId } });
    await next();
  };
}

async function whoAsks(c: AppContext, gate: Gate, password: string | undefined): Promise<Caller | undefined> {
  // The board asks every few seconds how far things are.
  const options = { counted: 'poll', lenient: true } as const;
  const authorization = password === undefined ? undefined : `Bearer ${password}`;
  const byPassword = authorization && (await identify(c, { authorization, cookie: undefined }, gate, options));
  // A browser goes on sending a password that was good once.
  return byPassword || identify(c, { authorization: undefined, cookie: c.req.header('cookie') }, gate, options);
}

async function refuse(c: AppContext, { isSetUp, edition, home }: GuardOptions, authorization: string | undefined): Promise<Response> {
  const readsPages = c.req.method === 'GET' && c.req.header('accept')?.includes('text/html');
  if (readsPages && authorization === undefined && (edition === 'production' || (await isSetUp()))) {
    return c.redirect(`/sign-in?next=${home}`, 302);
  }
  throw new Refusal('unauthorized', 'Sign in at /sign-in; or any user name, and the owner’s token or an operator’s API key as password.', {
    headers: { 'www-authenticate': 'Basic realm="Lectern", charset="UTF-8"' },
  });
}

function basicPassword(authorization: string | undefined): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [, ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return password.join(':');
}
