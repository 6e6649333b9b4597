import { AppError } from '@lectern/contract';
import { hasAccounts, recogniseBearer, recogniseCookie } from '@lectern/core';
import { Hono } from 'hono';
import { mountBoard } from './admin/board.ts';
import type { AppDeps } from './app-deps.ts';
import { answerHeaders } from './http/answer-headers.ts';
import { createAuthenticator } from './http/authenticate.ts';
import { admit } from './http/admit.ts';
import { type Admit, bindRoutes } from './http/bind-routes.ts';
import { clientAddress } from './http/client-address.ts';
import { closeConnectionsWhen } from './http/close-connections.ts';
import type { AppEnv, Handlers } from './http/handler.ts';
import { onError } from './http/on-error.ts';
import { allowSites, type Pages } from './http/own-page.ts';
import { requestLog } from './http/request-log.ts';
import { type Hosts, requireHost } from './http/require-host.ts';
import { mountPages } from './pages/mount-pages.ts';
import { allHandlers } from './routes/all-handlers.ts';

/** Longer than handlers wait for what they call, so that theirs is the answer as a rule. */
const answerWithinMs = 40_000;

/** How the app is reached, and by whom. */
export interface Front {
  hosts: Hosts;
  /** Addresses and networks of proxies that are believed. */
  trustedProxies: readonly string[];
  /** Origins of other sites whose pages may call the API. */
  corsOrigins: readonly string[];
}

/** For those who put something else in their place. */
export interface AppOptions {
  handlers?: Handlers;
  /** Who is let in as whom. */
  admit?: Admit;
  answerWithinMs?: number;
}

/** The whole of HTTP: the catalog's routes, the API's description, the pages for people, the operator's board. */
export function createApp(deps: AppDeps, front: Front, options: AppOptions = {}): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const authenticator = createAuthenticator({
    bearer: (token) => recogniseBearer(deps, token),
    cookie: (cookie) => recogniseCookie(deps, cookie),
  });
  const publicUrl = new URL(deps.accounts.publicUrl);
  const pages: Pages = { publicOrigin: publicUrl.origin, corsOrigins: front.corsOrigins };
  const gate = { authenticator, rates: deps.rates, pages };

  app.use(requestLog(deps.log));
  app.use(clientAddress(front.trustedProxies));
  app.use(answerHeaders({ https: publicUrl.protocol === 'https:' }));
  app.use(closeConnectionsWhen(deps.closing));
  app.use(requireHost(front.hosts));
  app.use('/api/*', allowSites(front.corsOrigins));
  app.onError(onError(deps.log));
  app.notFound(() => {
    throw new AppError('not_found', 'There is nothing at this address. What there is: /docs');
  });

  bindRoutes({
    app,
    handlers: options.handlers ?? allHandlers(deps, authenticator),
    admit: options.admit ?? ((c, contract) => admit(c, contract, gate)),
    ctx: deps,
    answerWithinMs: options.answerWithinMs ?? answerWithinMs,
  });
  const isSetUp = rememberOnce(() => hasAccounts(deps));
  mountPages(app, { ...deps, authenticator, isSetUp });
  mountBoard(app, { queues: deps.board.queues, gate, ctx: deps, edition: deps.about.edition, isSetUp });
  return app;
}

/** What has come true once stays so, and is not asked for again. */
function rememberOnce(ask: () => Promise<boolean>): () => Promise<boolean> {
  let known = false;
  return async () => (known ||= await ask());
}
