import { startTest } from '@lectern/core';
import type { AppDeps } from '../app-deps.ts';
import type { RouteHandler } from '../http/handler.ts';
import { toBody } from '../http/to-body.ts';

export function startTestHandler(deps: AppDeps): RouteHandler<'startTest'> {
  return async ({ actor, body }) => {
    if ('test_id' in body) return toBody(await startTest(deps, { actor, testId: body.test_id }));
    const { course_id: courseId, track, count } = body;
    return toBody(await startTest(deps, { actor, courseId, track, count }));
  };
}
