import type { Log } from '@lectern/core';
import type { ErrorHandler } from 'hono';
import { classifyError } from './classify-error.ts';
import { drain } from './drain.ts';
import type { AppEnv } from './handler.ts';
import { problemResponse, statusOf } from './problem.ts';

/** Answers whatever was thrown with a problem, and logs what is our fault under the id that the client sees. */
export function onError(log: Log): ErrorHandler<AppEnv> {
  return async (thrown, c) => {
    const { requestId } = c.var;
    const error = classifyError(thrown);
    if (statusOf(error) >= 500 && !c.req.raw.signal.aborted) log.error({ requestId, err: thrown }, 'a request failed');
    const response = problemResponse(error, requestId);
    if (!(await drain(c.env.incoming))) response.headers.set('connection', 'close');
    return response;
  };
}
