import { AppError } from '@lectern/contract';
import { findUserByToken } from '@lectern/core';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { mountBoard } from './admin/board.ts';
import type { AppDeps } from './app-deps.ts';
import { createAuthenticator } from './http/authenticate.ts';
import { bindRoutes } from './http/bind-routes.ts';
import { closeConnectionsWhen } from './http/close-connections.ts';
import type { AppEnv } from './http/handler.ts';
import { onError } from './http/on-error.ts';
import { requestLog } from './http/request-log.ts';
import { mountPages } from './pages/mount-pages.ts';
import { allHandlers } from './routes/all-handlers.ts';

/** The whole of HTTP: the catalog's routes, the API's description, the pages for people, the operator's board. */
export function createApp(deps: AppDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const authenticator = createAuthenticator((token) => findUserByToken(deps, { token }));

  app.use(requestLog(deps.log));
  // HTTPS is up to whoever stands in front; what is plain must not promise it.
  app.use(secureHeaders({ strictTransportSecurity: false }));
  app.use(closeConnectionsWhen(deps.closing));
  app.onError(onError(deps.log));
  app.notFound(() => {
    throw new AppError('not_found', 'There is nothing at this address. What there is: /docs');
  });

  bindRoutes({ app, handlers: allHandlers(deps), authenticator, ctx: deps });
  mountPages(app);
  mountBoard(app, { queues: deps.board.queues, authenticator, allowedHosts: deps.allowedHosts });
  return app;
}
