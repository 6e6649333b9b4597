import { migrate } from '@lectern/db';
import { migrateQueue, type QueueConfig } from '@lectern/queue';
import type { Settings } from '../settings/settings.ts';
import { reasonOf, StartProblem } from '../start-problem.ts';

/** Brings the tables of the product and of the queue up to date. */
export async function prepareDatabase(settings: Settings, url: string): Promise<void> {
  try {
    await prepareTables(url, settings.queueOf(url));
  } catch (cause) {
    const place = settings.embedded.database ? 'The database' : `The database at ${settings.hosts.database} (DATABASE_URL)`;
    throw new StartProblem(`${place} cannot be prepared: ${reasonOf(cause)}`, { cause });
  }
}

/** The same without words. Errors: those of the drivers. */
export async function prepareTables(url: string, queue: QueueConfig): Promise<void> {
  await migrate(url);
  await migrateQueue(queue);
}
