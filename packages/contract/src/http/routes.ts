import type { z } from 'zod';
import type { RouteContract } from './route.ts';
import { accountRoutes } from './routes/accounts.ts';
import { attemptRoutes } from './routes/attempts.ts';
import { courseRoutes } from './routes/courses.ts';
import { documentRoutes } from './routes/documents.ts';
import { gradeRoutes } from './routes/grades.ts';
import { jobRoutes } from './routes/jobs.ts';
import { questionRoutes } from './routes/questions.ts';
import { systemRoutes } from './routes/system.ts';
import { testRoutes } from './routes/tests.ts';
import { userRoutes } from './routes/users.ts';

/** Every route under the API. A server must bind a handler to each; the OpenAPI document is made of it. */
export const routeCatalog = {
  ...systemRoutes,
  ...accountRoutes,
  ...userRoutes,
  ...courseRoutes,
  ...documentRoutes,
  ...jobRoutes,
  ...questionRoutes,
  ...testRoutes,
  ...attemptRoutes,
  ...gradeRoutes,
} as const satisfies Record<string, RouteContract>;

export type RouteName = keyof typeof routeCatalog;
export type RouteOf<N extends RouteName> = (typeof routeCatalog)[N];
type Parsed<R, K extends string> = R extends Record<K, infer S extends z.ZodType> ? z.output<S> : undefined;

/** What a handler of the route gets, after validation. */
export interface RouteInput<N extends RouteName> {
  params: Parsed<RouteOf<N>, 'params'>;
  query: Parsed<RouteOf<N>, 'query'>;
  body: Parsed<RouteOf<N>, 'body'>;
}
export type RouteAnswer<N extends RouteName> = Parsed<RouteOf<N>['success'], 'body'>;
