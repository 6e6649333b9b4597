import { audit, type Ctx } from '@lectern/core';
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../http/handler.ts';

/** What a request to the board changes. */
export interface BoardChange {
  /** Undefined: all of them, or what is kept beside them. */
  queue: string | undefined;
  /** In the board's words: `pause`, `retry`, `obliterate`. */
  what: string;
  /** Further words: which jobs, or which scheduler. */
  jobs?: string;
  job?: string;
  scheduler?: string;
}

const unchanging: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Verbs that stand where a job's id stands otherwise, before the state of the jobs they are about. */
const ofMany: ReadonlySet<string> = new Set(['retry', 'clean']);
/** The log is no place for whatever somebody puts into a path. */
const maxChars = 200;

/** Writes down each change before it is made, and once more when the board refused it. */
export function auditChanges(ctx: Ctx, base: string): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const { operator: actor } = c.var;
    if (!actor || unchanging.has(c.req.method)) return next();
    const { queue, ...detail } = readChange(c.req.path.slice(base.length));
    const subject = queue === undefined ? {} : { subject: { type: 'queue' as const, id: queue } };
    const entry = { actor, action: 'queue.changed' as const, ...subject };
    // Before it is done: what cannot be written down is not done either.
    await audit(ctx, { ...entry, detail });
    await next();
    if (c.res.status >= 400) await audit(ctx, { ...entry, detail: { ...detail, refused: c.res.status } });
  };
}

/** Of a path below the board's API: `queues/documents/retry/failed`. */
export function readChange(path: string): BoardChange {
  const [area = '', queue = '', ...rest] = path.split('/').map(decode);
  if (area !== 'queues' || rest.length === 0)
    return { queue: undefined, what: area === 'queues' ? queue : `${area}.${[queue, ...rest].join('.')}` };
  const [first = '', second, third] = rest;
  if (first === 'job-schedulers') return { queue, what: `scheduler.${third ?? 'change'}`, scheduler: second ?? '' };
  if (second === undefined) return { queue, what: first };
  if (ofMany.has(first)) return { queue, what: first, jobs: second };
  if (first === 'rate-limit') return { queue, what: `rate-limit.${second}` };
  // To the board, cleaning a job is removing it.
  return { queue, what: second === 'clean' ? 'remove' : second, job: first };
}

function decode(segment: string): string {
  const cut = segment.slice(0, maxChars);
  try {
    return decodeURIComponent(cut).replaceAll(/\p{Cc}/gu, '');
  } catch {
    return cut;
  }
}
