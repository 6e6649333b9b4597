import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './handler.ts';

/** Tells clients not to use their connection again once the process is about to go. */
export function closeConnectionsWhen(closing: AbortSignal): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await next();
    if (closing.aborted) c.header('connection', 'close');
  };
}
