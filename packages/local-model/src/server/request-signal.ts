import type { Context } from 'hono';
import { ApiError } from './api-error.ts';

/** Aborts when the client hangs up, with an error (the adapter's own signal gives a bare string) under nginx's number for it. */
export function requestSignal(c: Context): AbortSignal {
  const controller = new AbortController();
  const { signal } = c.req.raw;
  const abort = () => controller.abort(new ApiError(499, 'client_closed_request', 'The client hung up.'));
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return controller.signal;
}
