import { AppError } from '@lectern/contract';
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './handler.ts';

export interface Hosts {
  /** Names under which the service may be addressed, without port. */
  names: readonly string[];
  /** Whether somebody chose them: then they hold for everything; else, being guesses, for the operator's pages alone. */
  chosen: boolean;
}

/** Probes come by address. */
const probes: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** The names that were set, the public address's always among them; where nothing was set, those of this machine. */
export function hostsOf(http: { host: string; allowedHosts: readonly string[] | undefined }, publicUrl: string | undefined): Hosts {
  const local = ['localhost', '127.0.0.1', '[::1]', http.host];
  const own = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  return { names: [...own, ...(http.allowedHosts ?? local)], chosen: own.length > 0 || http.allowedHosts !== undefined };
}

/** Refuses other names than ours: a page elsewhere that had its own name point here could read what a browser may see. */
export function requireHost({ names, chosen }: Hosts): MiddlewareHandler<AppEnv> {
  const known = new Set(names.map((name) => name.toLowerCase()));
  const isKnown = (host: string) => known.has(host) || known.has(hostName(host));
  return async (c, next) => {
    // The target may name one as well, which is another then.
    const host = c.req.header('host')?.toLowerCase() ?? '';
    const checked = chosen ? !probes.has(c.req.path) : isAdmin(c.req.path);
    if (checked && !(isKnown(host) && isKnown(new URL(c.req.url).host))) throw new AppError('misdirected_host');
    await next();
  };
}

function isAdmin(path: string): boolean {
  return path === '/admin' || path.startsWith('/admin/');
}

/** Without the port: `localhost:3000` is `localhost`, `[::1]:3000` is `[::1]`. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, '');
}
