import type { AppDeps } from '../app-deps.ts';
import type { Authenticator } from '../http/authenticate.ts';
import type { Handlers } from '../http/handler.ts';
import { accountHandlers } from './accounts.ts';
import { courseHandlers } from './courses.ts';
import { documentHandlers } from './documents.ts';
import { exportHandlers } from './export.ts';
import { jobHandlers } from './jobs.ts';
import { questionHandlers } from './questions.ts';
import { systemHandlers } from './system.ts';
import { userHandlers } from './users.ts';

/** A handler for each route of the catalog. `authenticator`: what is ended by a request is forgotten, and streams end with it. */
export function allHandlers(deps: AppDeps, authenticator: Pick<Authenticator, 'forget' | 'forgetUser' | 'recognise'>): Handlers {
  return {
    ...accountHandlers(deps, authenticator),
    ...courseHandlers(deps),
    ...documentHandlers(deps),
    ...exportHandlers(deps),
    ...jobHandlers(deps, authenticator),
    ...questionHandlers(deps),
    ...systemHandlers(deps, authenticator),
    ...userHandlers(deps, authenticator),
  };
}
