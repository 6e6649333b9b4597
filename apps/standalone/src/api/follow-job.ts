import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type JobBody } from '@lectern/contract';
import type { ApiClient } from './client.ts';

export interface FollowOptions {
  api: ApiClient;
  signal: AbortSignal;
  /** Called with every look at the job, the last one included. */
  onLook(job: JobBody): void;
  /** Between two looks. */
  everyMs: number;
}

/**
 * Watches a job until it has succeeded.
 * @throws AppError with the job's error when it failed, `conflict` when it was cancelled; the signal's reason when aborted.
 */
export async function followJob(id: string, { api, signal, onLook, everyMs }: FollowOptions): Promise<JobBody> {
  for (;;) {
    const job = await api.call('getJob', { params: { id } });
    onLook(job);
    switch (job.state) {
      case 'succeeded':
        return job;
      case 'failed':
        throw new AppError(job.error?.code ?? 'internal', job.error?.message);
      case 'cancelled':
        throw new AppError('conflict', 'Somebody cancelled it');
      default:
        await sleep(everyMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
