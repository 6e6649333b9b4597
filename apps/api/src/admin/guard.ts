import { AppError } from '@lectern/contract';
import type { MiddlewareHandler } from 'hono';
import type { Authenticator } from '../http/authenticate.ts';
import type { AppEnv } from '../http/handler.ts';
import { Refusal } from '../http/problem.ts';

/** Refuses other names than ours: a page elsewhere that had its own name point here could read what a browser may see. */
export function requireHost(allowed: readonly string[]): MiddlewareHandler<AppEnv> {
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  return async (c, next) => {
    const host = c.req.header('host')?.toLowerCase() ?? '';
    if (!names.has(host) && !names.has(hostName(host))) throw new AppError('misdirected_host');
    await next();
  };
}

/** Without the port: `localhost:3000` is `localhost`, `[::1]:3000` is `[::1]`. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, '');
}

/** Lets operators in: Basic auth with their token as password and any user name. */
export function requireOperator(authenticator: Authenticator): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const password = basicPassword(c.req.header('authorization'));
    const actor = password ? await authenticator.findByToken(password) : undefined;
    if (!actor) {
      throw new Refusal('unauthorized', 'Any user name; the owner’s token as password.', {
        headers: { 'www-authenticate': 'Basic realm="Lectern", charset="UTF-8"' },
      });
    }
    if (actor.role !== 'operator') throw new AppError('forbidden');
    c.set('userId', actor.userId);
    await next();
  };
}

function basicPassword(authorization: string | undefined): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [, ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return password.join(':');
}

/** Browsers send Basic credentials along with whatever any page asks for, so changes must come from a page of ours. */
export const requireSameOrigin: MiddlewareHandler<AppEnv> = async (c, next) => {
  const safe = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (!safe && !isSameOrigin(c.req.header('origin'), c.req.header('sec-fetch-site'), c.req.header('host'))) {
    throw new AppError('forbidden', 'This may only be done from the page itself.');
  }
  await next();
};

/** Programs that are no browsers send neither of the two, and no credentials of somebody else either. */
function isSameOrigin(origin: string | undefined, site: string | undefined, host: string | undefined): boolean {
  if (site !== undefined && site !== 'same-origin') return false;
  return origin === undefined || (host !== undefined && URL.parse(origin)?.host === host.toLowerCase());
}
