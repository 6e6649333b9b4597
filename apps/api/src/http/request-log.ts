import { randomUUID } from 'node:crypto';
import type { Log } from '@lectern/core';
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './handler.ts';

/** What a proxy may choose as a request's id: nothing that could break a log or a header. */
const saneId = /^[\w.:-]{8,100}$/;

/** Gives each request an id and a line in the log: no query, no headers, no body, for they hold tokens and text. */
export function requestLog(log: Log): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const startedAt = performance.now();
    const given = c.req.header('x-request-id');
    const requestId = given !== undefined && saneId.test(given) ? given : randomUUID();
    c.set('requestId', requestId);
    await next();
    c.header('x-request-id', requestId);
    log.info(
      {
        requestId,
        method: c.req.method,
        path: c.req.path,
        status: c.res.status,
        durationMs: Math.round(performance.now() - startedAt),
        userId: c.var.userId,
      },
      'request',
    );
  };
}
