import { migrate } from '@lectern/db';
import { migrateQueue } from '@lectern/queue';
import type { Settings } from '../settings/settings.ts';
import { reasonOf, StartProblem } from '../start-problem.ts';

/** Brings the tables of the product and of the queue up to date. */
export async function prepareDatabase(settings: Settings, url: string): Promise<void> {
  try {
    await migrate(url);
    await migrateQueue(settings.queueOf(url));
  } catch (cause) {
    const place = settings.embedded.database ? 'The database' : `The database at ${settings.hosts.database} (DATABASE_URL)`;
    throw new StartProblem(`${place} cannot be prepared: ${reasonOf(cause)}`, { cause });
  }
}
