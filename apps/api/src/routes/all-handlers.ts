import type { AppDeps } from '../app-deps.ts';
import type { Handlers } from '../http/handler.ts';
import { courseHandlers } from './courses.ts';
import { documentHandlers } from './documents.ts';
import { jobHandlers } from './jobs.ts';
import { questionHandlers } from './questions.ts';
import { systemHandlers } from './system.ts';

/** A handler for each route of the catalog. */
export function allHandlers(deps: AppDeps): Handlers {
  return {
    ...courseHandlers(deps),
    ...documentHandlers(deps),
    ...jobHandlers(deps),
    ...questionHandlers(deps),
    ...systemHandlers(deps),
  };
}
