import { cancelJob, getJob, getJobTag, type JobView, listJobs, retryJob } from '@lectern/core';
import type { JobBody } from '@lectern/contract';
import type { AppDeps } from '../app-deps.ts';
import type { Authenticator } from '../http/authenticate.ts';
import { etagOf, matchesEtag } from '../http/etag.ts';
import { type HandlersOf, Reply } from '../http/handler.ts';
import { toBody } from '../http/to-body.ts';
import { createStreamSlots } from './stream-slots.ts';
import { watchJob } from './watch-job.ts';

/** Advice for the next poll, seconds. What waits in line changes slowly. */
const pollAfterSeconds = { moving: 1, waiting: 2 } as const;

export function jobHandlers(deps: AppDeps, authenticator: Pick<Authenticator, 'recognise'>): HandlersOf<'jobs'> {
  const slots = createStreamSlots();
  return {
    async listJobs({ actor, query }) {
      return toBody(await listJobs(deps, { actor, ...query }));
    },
    async getJob({ actor, params, http }) {
      const known = http.req.header('if-none-match');
      if (known !== undefined) {
        const { tag, final } = await getJobTag(deps, { actor, ...params });
        if (matchesEtag(known, tag))
          return new Reply<JobBody>(null, { status: 304, headers: pollHeaders(tag, final ? undefined : 'moving') });
      }
      const { job, tag } = await getJob(deps, { actor, ...params });
      return new Reply(toBody(job), { headers: pollHeaders(tag, paceOf(job)) });
    },
    watchJob: ({ actor, params, http }) => watchJob({ ...deps, authenticator, slots }, http, { actor, ...params }),
    async cancelJob({ actor, params }) {
      return toBody(await cancelJob(deps, { actor, ...params }));
    },
    async retryJob({ actor, params }) {
      return toBody(await retryJob(deps, { actor, ...params }));
    },
  };
}

type Pace = keyof typeof pollAfterSeconds;

function paceOf(job: JobView): Pace | undefined {
  if (job.state === 'queued' || job.state === 'running') return job.waiting ? 'waiting' : 'moving';
  return undefined;
}

/** `pace` undefined: the job has ended, there is nothing to poll for. */
function pollHeaders(tag: string, pace: Pace | undefined): Record<string, string> {
  return {
    etag: etagOf(tag),
    'cache-control': 'private, no-cache',
    ...(pace && { 'retry-after': String(pollAfterSeconds[pace]) }),
  };
}
