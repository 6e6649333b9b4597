import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, isFinalState } from '@lectern/contract';
import { type Caller, getJob, type JobView } from '@lectern/core';
import { type SSEMessage, type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { AppDeps } from '../app-deps.ts';
import type { Authenticator } from '../http/authenticate.ts';
import type { AppContext } from '../http/handler.ts';
import { shownBy } from '../http/shown-by.ts';
import { toBody } from '../http/to-body.ts';
import { type Alarm, createAlarm } from './alarm.ts';
import type { StreamSlots } from './stream-slots.ts';

/** What is derived (the place in the line, the estimate) changes without a notification, and one may get lost. */
const lookAgainMs = 5_000;
/** Quick enough for a progress bar; each look costs some queries. */
const betweenLooksMs = 200;
/** Proxies cut connections that are silent for a minute or so. */
const heartbeatMs = 15_000;

interface Watched {
  actor: Caller;
  id: string;
}

type WatchDeps = AppDeps & { authenticator: Pick<Authenticator, 'recognise'>; slots: StreamSlots };

/**
 * A job as server-sent events. `job`: the whole of it, first as it is now, then after each change; its id is the version.
 * `end`: nothing more will come, because the job has ended or was removed, or who watches is not signed in any more. `reconnect`: this process shuts down.
 * Errors: `not_found`; `rate_limited` when too many are open.
 */
export async function watchJob(deps: WatchDeps, http: AppContext, watched: Watched): Promise<Response> {
  const giveBack = deps.slots.take(watched.actor.userId);
  const alarm = createAlarm();
  // Before the first look, so that no change falls between the two.
  const unwatch = deps.watcher.watch(watched.id, alarm.ring);
  deps.closing.addEventListener('abort', alarm.ring);
  const stop = () => {
    giveBack();
    unwatch();
    deps.closing.removeEventListener('abort', alarm.ring);
  };
  // A job that is not there is a problem, not a stream.
  await getJob(deps, watched).catch((error: unknown) => {
    stop();
    throw error;
  });
  // nginx would gather the events otherwise.
  http.header('x-accel-buffering', 'no');
  return streamSSE(http, async (stream) => {
    stream.onAbort(alarm.ring);
    try {
      await sendUntilEnd(deps, http, watched, stream, alarm);
    } catch (err) {
      deps.log.error({ err, requestId: http.var.requestId }, 'a stream of events broke off');
    } finally {
      stop();
    }
  });
}

async function sendUntilEnd(deps: WatchDeps, http: AppContext, watched: Watched, stream: SSEStreamingApi, alarm: Alarm): Promise<void> {
  let sent = '';
  let sentAt = performance.now();
  while (!stream.aborted) {
    if (deps.closing.aborted) return send({ event: 'reconnect', data: '{}', retry: 1_000 });
    const job = await look(deps, http, watched);
    if (job === 'removed' || job === 'signed_out') return send({ event: 'end', data: JSON.stringify({ reason: job }) });
    await sendIfNew(job);
    if (isFinalState(job.state)) return send({ event: 'end', data: JSON.stringify({ reason: job.state }) });
    await alarm.wait(lookAgainMs);
    await sleep(betweenLooksMs);
  }

  async function sendIfNew(job: JobView): Promise<void> {
    const data = JSON.stringify(toBody(job));
    if (data !== sent) await send({ event: 'job', id: String(job.version), data });
    else if (performance.now() - sentAt > heartbeatMs) await stream.write(': still here\n\n');
    else return;
    sent = data;
    sentAt = performance.now();
  }

  async function send(message: SSEMessage): Promise<void> {
    await stream.writeSSE(message);
  }
}

/** As the one who watches may see it now: a stream lasts longer than a login, a key or a role may. */
async function look(deps: WatchDeps, http: AppContext, { actor, id }: Watched): Promise<JobView | 'removed' | 'signed_out'> {
  try {
    const now = await deps.authenticator.recognise(shownBy(http));
    if (now?.userId !== actor.userId) return 'signed_out';
    return (await getJob(deps, { actor: now, id })).job;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthorized') return 'signed_out';
    if (error instanceof AppError && error.code === 'not_found') return 'removed';
    throw error;
  }
}
