import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './handler.ts';

/** For everything: it is what it says it is, is in no frame, tells nobody where it was read, and asks for no devices. */
export const always: readonly (readonly [string, string])[] = [
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['origin-agent-cluster', '?1'],
  ['x-permitted-cross-domain-policies', 'none'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
];

/** Of what is no page; pages bring their own. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'";
/** A year. Without the subdomains, which are somebody else's to promise. */
const transport = 'max-age=31536000';

/** Puts on every answer, problems too, what keeps browsers from misusing it, and how much was asked. One pass, for polls pay for it. */
export function answerHeaders({ https }: { https: boolean }): MiddlewareHandler<AppEnv> {
  const fixed = https ? [...always, ['strict-transport-security', transport] as const] : always;
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    for (const [name, value] of fixed) headers.set(name, value);
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', dataPolicy);
    // What somebody got to see because of who they are is nobody else's, whatever lies between.
    if (c.var.userId !== undefined && !headers.has('cache-control')) headers.set('cache-control', 'private, no-store');
    const { rate } = c.var;
    if (rate) {
      headers.set('ratelimit-limit', String(rate.limit));
      headers.set('ratelimit-remaining', String(rate.remaining));
      headers.set('ratelimit-reset', String(Math.ceil(rate.resetMs / 1_000)));
      headers.set('ratelimit-policy', `${rate.limit};w=${rate.windowSeconds}`);
    }
  };
}
