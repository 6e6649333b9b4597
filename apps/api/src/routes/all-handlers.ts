import type { AppDeps } from '../app-deps.ts';
import type { Authenticator } from '../http/authenticate.ts';
import type { Handlers } from '../http/handler.ts';
import { accountHandlers } from './accounts.ts';
import { attemptHandlers } from './attempts.ts';
import { courseHandlers } from './courses.ts';
import { documentHandlers } from './documents.ts';
import { evaluationHandlers } from './evaluations.ts';
import { exportHandlers } from './export.ts';
import { gradeHandlers } from './grades.ts';
import { jobHandlers } from './jobs.ts';
import { questionHandlers } from './questions.ts';
import { systemHandlers } from './system.ts';
import { testHandlers } from './tests.ts';
import { testResultHandlers } from './test-results.ts';
import { userHandlers } from './users.ts';

/** A handler for each route of the catalog. `authenticator`: what is ended by a request is forgotten, and streams end with it. */
export function allHandlers(deps: AppDeps, authenticator: Pick<Authenticator, 'forget' | 'forgetUser' | 'recognise'>): Handlers {
  return {
    ...attemptHandlers(deps),
    ...evaluationHandlers(deps),
    ...gradeHandlers(deps),
    ...testHandlers(deps),
    ...testResultHandlers(deps),
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
