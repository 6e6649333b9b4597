import { tasks } from '@lectern/db';
import { inArray } from 'drizzle-orm';

/** Tasks that are still to be done: waiting, or under way. */
export const isOpen = inArray(tasks.state, ['queued', 'running']);
