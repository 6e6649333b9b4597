import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import type { BoardQueues } from '@lectern/queue';
import type { Hono } from 'hono';
import type { Authenticator } from '../http/authenticate.ts';
import type { AppEnv } from '../http/handler.ts';
import { requireHost, requireOperator, requireSameOrigin } from './guard.ts';

const basePath = '/admin/queues';

/** The board styles itself from scripts, and asks for fonts elsewhere, which it does not get. */
const contentSecurityPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

export interface BoardOptions {
  queues: BoardQueues['queues'];
  authenticator: Authenticator;
  allowedHosts: readonly string[];
}

/** Bull Board, for operators. */
export function mountBoard(app: Hono<AppEnv>, { queues, authenticator, allowedHosts }: BoardOptions): void {
  const board = new HonoAdapter(serveStatic).setBasePath(basePath);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue)),
    serverAdapter: board,
    options: { uiConfig: { boardTitle: 'Lectern queues', hideDocsLink: true } },
  });
  app.use('/admin/*', requireHost(allowedHosts), requireOperator(authenticator), requireSameOrigin);
  app.use(`${basePath}/*`, async (c, next) => {
    await next();
    c.header('content-security-policy', contentSecurityPolicy);
  });
  app.route(basePath, board.registerPlugin());
}
