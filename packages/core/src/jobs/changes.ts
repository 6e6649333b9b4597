import type { Database } from '@lectern/db';
import type { ChangePublisher, Log } from '../ports/index.ts';

type Sql = Database['sql'];

const channel = 'lectern_jobs';
/** At most ten notifications a second from one process. */
const coalesceMs = 100;
/** A notification holds at most 8,000 bytes; an id and its comma take 37. */
const idsPerNotification = 200;

/** Sends the ids of changed jobs to all API processes. What cannot be sent is dropped: watchers also look by themselves. */
export function createChangePublisher(sql: Sql, log: Log): ChangePublisher {
  const pending = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> = Promise.resolve();

  async function send(): Promise<void> {
    const ids = [...pending];
    pending.clear();
    for (let at = 0; at < ids.length; at += idsPerNotification) {
      await sql.notify(channel, ids.slice(at, at + idsPerNotification).join(','));
    }
  }

  function flush(): void {
    timer = undefined;
    sending = sending.then(send).catch((error: unknown) => log.warn({ err: error }, 'a notification of changed jobs was lost'));
  }

  return {
    publish(jobId) {
      pending.add(jobId);
      timer ??= setTimeout(flush, coalesceMs);
    },
    async close() {
      clearTimeout(timer);
      flush();
      await sending;
    },
  };
}

export interface ChangeWatcher {
  /** Calls back on each change of the job; returns how to stop. */
  watch(jobId: string, onChange: () => void): () => void;
  close(): Promise<void>;
}

/** Hears of changed jobs. After a lost connection came back everybody is called, since nobody knows what was missed. */
export async function createChangeWatcher(sql: Sql, log: Log): Promise<ChangeWatcher> {
  const watched = new Map<string, Set<() => void>>();
  const call = (jobId: string): void => watched.get(jobId)?.forEach((onChange) => onChange());
  const subscription = await sql.listen(
    channel,
    (ids) => ids.split(',').forEach(call),
    () => {
      log.debug({ watched: watched.size }, 'listening for changed jobs');
      [...watched.keys()].forEach(call);
    },
  );
  return {
    watch(jobId, onChange) {
      const callbacks = watched.get(jobId) ?? new Set();
      watched.set(jobId, callbacks.add(onChange));
      return () => {
        callbacks.delete(onChange);
        if (callbacks.size === 0) watched.delete(jobId);
      };
    },
    close: () => subscription.unlisten(),
  };
}
