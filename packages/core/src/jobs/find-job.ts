import { AppError } from '@lectern/contract';
import { courses, jobs } from '@lectern/db';
import { and, eq, or, sql, type SQL } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { taughtCourses } from '../courses/find-course.ts';
import { reader, type Ctx } from '../ctx.ts';

/**
 * Which jobs somebody may see: their own, those of courses that they teach, and operators all. Part of the query that reads
 * the job: a poll looks up the course by its key, and only when somebody else's job is asked for.
 */
export function visibleJobs(actor: Actor): SQL | undefined {
  if (actor.role === 'operator') return undefined;
  const own = eq(jobs.requestedBy, actor.userId);
  if (actor.role === 'student') return own;
  const taught = and(eq(courses.id, jobs.courseId), taughtCourses(actor));
  return or(own, sql`exists (select from ${courses} where ${taught})`);
}

/** Checks that the job is there for the actor. Error: `not_found`. */
export async function findVisibleJob(ctx: Ctx, input: { actor: Actor; id: string }): Promise<void> {
  const [job] = await reader(ctx)
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.id, input.id), visibleJobs(input.actor)));
  if (!job) throw new AppError('not_found', 'There is no such job');
}
