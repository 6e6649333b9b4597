import { attempts } from '@lectern/db';
import { sql } from 'drizzle-orm';

/** For which an answer is still taken after the deadline: it was sent in time and was on its way. */
export const graceSeconds = 10;

/** Attempts whose deadline and grace are over, by the database's clock; for conditions. */
export const isPastDeadline = sql`${attempts.deadlineAt} < now() - interval '${sql.raw(String(graceSeconds))} seconds'`;

/** The same as a column, where those without a deadline are not. */
export const isOverdue = sql<boolean>`coalesce(${isPastDeadline}, false)`;
