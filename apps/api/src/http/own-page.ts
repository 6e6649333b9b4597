import { AppError } from '@lectern/contract';
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { AppContext, AppEnv } from './handler.ts';

/** What a browser tells of the page that has sent a request. `untold`: nothing, so it is no browser of these years. */
type Sender = 'ours' | 'foreign' | 'untold';

/** Which pages may ask for changes in the name of who is signed in. */
export interface Pages {
  /** Origin of our own pages as people reach them. */
  publicOrigin: string;
  /** Origins of other sites that are listed. */
  corsOrigins: readonly string[];
}

/** Error: `cross_site` unless a page of ours, or of a listed site, has sent it. For what a browser adds to requests by itself: cookies. */
export function requireOwnPage(c: AppContext, pages: Pages): void {
  if (isSafe(c.req.method)) return;
  if (senderOf(c, pages) !== 'ours') throw new AppError('cross_site');
}

/**
 * Error: `cross_site` if a page elsewhere has sent it. For what signs somebody in, or that only knows a password: programs may
 * send it, but no other page, which could sign somebody in as somebody else.
 */
export function refuseForeignPage(c: AppContext, pages: Pages): void {
  if (isSafe(c.req.method)) return;
  if (senderOf(c, pages) === 'foreign') throw new AppError('cross_site');
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

function senderOf(c: AppContext, { publicOrigin, corsOrigins }: Pages): Sender {
  const origin = c.req.header('origin');
  const site = c.req.header('sec-fetch-site');
  if (origin === undefined && site === undefined) return 'untold';
  if (origin !== undefined && corsOrigins.includes(origin)) return 'ours';
  // `same-site` is foreign too: whoever has another subdomain is somebody else.
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'foreign';
  if (origin === undefined || origin === publicOrigin) return 'ours';
  return URL.parse(origin)?.host === c.req.header('host')?.toLowerCase() ? 'ours' : 'foreign';
}

/** Lets the pages of listed sites call the API and read its answers; all others get nothing that would let them. */
export function allowSites(origins: readonly string[]): MiddlewareHandler<AppEnv> {
  const allow = cors({
    origin: [...origins],
    credentials: true,
    allowMethods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    exposeHeaders: [
      'ETag',
      'Location',
      'Retry-After',
      'RateLimit-Limit',
      'RateLimit-Remaining',
      'RateLimit-Reset',
      'RateLimit-Policy',
      'X-Request-Id',
      'Idempotent-Replayed',
    ],
    maxAge: 600,
  });
  return async (c, next) => {
    if (origins.includes(c.req.header('origin') ?? '')) return allow(c, next);
    await next();
    // A cache must not hand one site's answer to another.
    if (origins.length > 0) c.header('vary', 'Origin', { append: true });
  };
}
