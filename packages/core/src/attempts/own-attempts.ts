import { attempts } from '@lectern/db';
import { and, eq, type SQL } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { visibleCourses } from '../courses/find-course.ts';

/** Attempts that somebody sits or has sat; for queries that have the table and the courses. */
export function ownAttempts(actor: Actor): SQL | undefined {
  return and(eq(attempts.userId, actor.userId), visibleCourses(actor));
}
