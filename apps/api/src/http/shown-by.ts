import type { Shown } from './authenticate.ts';
import type { AppContext } from './handler.ts';

/** The credentials that a request shows. */
export function shownBy(c: AppContext): Shown {
  return { authorization: c.req.header('authorization'), cookie: c.req.header('cookie') };
}
