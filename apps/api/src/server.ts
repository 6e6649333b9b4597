import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import { type AppOptions, createApp, type Front } from './app.ts';
import type { Deps } from './deps.ts';
import type { ApiEnv } from './env.ts';
import { always } from './http/answer-headers.ts';
import { problemResponse, Refusal } from './http/problem.ts';
import { hostsOf } from './http/require-host.ts';
import { originOf } from './origin-of.ts';

const timeouts = {
  // Load balancers keep idle connections for up to 60 s: ours must last longer, or they send into closed ones.
  keepAliveTimeout: 75_000,
  headersTimeout: 20_000,
  // How often both are looked at; Node's usual half a minute would make 50 s of the 20.
  connectionsCheckingInterval: 5_000,
  // 50 files of 100 MB at 12 Mbit/s. Whoever goes silent is cut off much earlier, where bodies are read.
  requestTimeout: 60 * 60 * 1_000,
};

export interface RunningServer {
  /** For instance `http://127.0.0.1:3000`. */
  url: string;
  /**
   * Turns unready, accepts nothing more, ends streams, lets requests finish within the grace (10 s by default), cuts the
   * others off, and resolves when no handler runs any more. Does not close what it was given.
   */
  close(graceMs?: number): Promise<void>;
}

/** Serves the app. Errors: those of listening, such as a taken port (`EADDRINUSE`). */
export async function startServer(
  { http, shield, accounts }: Pick<ApiEnv, 'http' | 'shield' | 'accounts'>,
  deps: Omit<Deps, 'close'>,
  options: AppOptions = {},
): Promise<RunningServer> {
  const closing = new AbortController();
  const hosts = hostsOf(http, accounts.publicUrl);
  const front: Front = { hosts, trustedProxies: shield.trustedProxies, corsOrigins: shield.corsOrigins };
  const app = createApp({ ...deps, closing: closing.signal }, front, options);
  const running = new Set<Promise<Response>>();
  const answer: FetchCallback = (request, bindings) => {
    const answering = Promise.resolve(app.fetch(request, bindings)).finally(() => running.delete(answering));
    running.add(answering);
    return answering;
  };
  const server = createServer(timeouts, getRequestListener(answer, { errorHandler: refuseMalformed }));
  server.listen(http.port, http.host);
  await once(server, 'listening');
  return {
    url: addressOf(server, http.host),
    async close(graceMs = 10_000) {
      closing.abort();
      await closeGracefully(server, graceMs);
      // Those that were cut off still tidy up, for which they need what is closed next.
      await Promise.allSettled(running);
    },
  };
}

type FetchCallback = Parameters<typeof getRequestListener>[0];

/** What is no HTTP request that can be routed: a bad target, or a bad `Host`. */
function refuseMalformed(error: unknown): Response | undefined {
  if (!(error instanceof RequestError)) throw error;
  // The app, which puts them on everything else, has not seen it.
  const headers = Object.fromEntries(always);
  return problemResponse(new Refusal('invalid_request', `${error.message}.`, { status: 400, headers }), randomUUID());
}

function addressOf(server: Server, host: string): string {
  const address = server.address();
  return originOf({ host, port: typeof address === 'object' && address !== null ? address.port : 0 });
}

async function closeGracefully(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // Connections that are kept alive are idle only after their last answer.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(deadline);
}
