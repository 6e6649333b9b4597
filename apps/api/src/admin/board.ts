import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import { AppError, limits } from '@lectern/contract';
import type { Ctx } from '@lectern/core';
import type { BoardQueues } from '@lectern/queue';
import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Gate } from '../http/admit.ts';
import type { AppEnv } from '../http/handler.ts';
import { auditChanges } from './audit-changes.ts';
import { type GuardOptions, requireOperator } from './guard.ts';

const basePath = '/admin/queues';

/** The board styles itself from scripts, and asks for fonts elsewhere, which it does not get. */
const contentSecurityPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

export interface BoardOptions extends Omit<GuardOptions, 'gate' | 'home'> {
  queues: BoardQueues['queues'];
  gate: Gate;
  ctx: Ctx;
}

/** Bull Board, for operators. All its buttons work, and what they did is written down. */
export function mountBoard(app: Hono<AppEnv>, { queues, ctx, ...guard }: BoardOptions): void {
  const board = new HonoAdapter(serveStatic).setBasePath(basePath);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue)),
    serverAdapter: board,
    options: { uiConfig: { boardTitle: 'Lectern queues', hideDocsLink: true } },
  });
  app.use('/admin/*', requireOperator({ ...guard, home: basePath }));
  app.use(`${basePath}/*`, async (c, next) => {
    await next();
    c.header('content-security-policy', contentSecurityPolicy);
  });
  app.use(
    `${basePath}/api/*`,
    bodyLimit({
      maxSize: limits.bodyBytes,
      onError: () => {
        throw new AppError('body_too_large');
      },
    }),
    auditChanges(ctx, `${basePath}/api/`),
  );
  app.route(basePath, board.registerPlugin());
}
