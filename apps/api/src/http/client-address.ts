import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import proxyAddr from 'proxy-addr';
import type { AppEnv } from './handler.ts';

/** Of a client that is gone already: then it has no address any more. */
const unknown = 'unknown';

/**
 * Finds out where each request comes from. What `X-Forwarded-For` says is believed as far as proxies that are trusted have
 * written it: from its end to the first address that is not one of them.
 */
export function clientAddress(trustedProxies: readonly string[]): MiddlewareHandler<AppEnv> {
  const trusts = trustedProxies.length === 0 ? undefined : proxyAddr.compile([...trustedProxies]);
  return async (c, next) => {
    const { incoming } = c.env;
    const forwarded = trusts && forwardedBy(incoming, trusts);
    c.set('address', forwarded ?? plain(incoming.socket.remoteAddress) ?? unknown);
    await next();
  };
}

function forwardedBy(request: IncomingMessage, trusts: ReturnType<typeof proxyAddr.compile>): string | undefined {
  // Without a socket's address the header's own would be the first, and nobody has vouched for it.
  return request.socket.remoteAddress === undefined ? undefined : plain(proxyAddr(request, trusts));
}

/** As it is compared and stored: IPv4 as such, without the port that some proxies write. Undefined: it is no address. */
function plain(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  const bare = /^\[(.+)\](?::\d+)?$/.exec(written)?.[1] ?? /^([\d.]+):\d+$/.exec(written)?.[1] ?? written;
  const address = bare.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  return isIP(address) === 0 ? undefined : address.toLowerCase();
}
