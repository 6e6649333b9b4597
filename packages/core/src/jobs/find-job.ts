import { AppError } from '@lectern/contract';
import { courses, jobs } from '@lectern/db';
import { and, eq, inArray, or, type SQL } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { reader, type Ctx } from '../ctx.ts';

/** Which jobs somebody may see: their own, those of their courses, and operators all. */
export function visibleJobs(ctx: Ctx, actor: Actor): SQL | undefined {
  if (actor.role === 'operator') return undefined;
  const taught = reader(ctx).select({ id: courses.id }).from(courses).where(eq(courses.ownerId, actor.userId));
  return or(eq(jobs.requestedBy, actor.userId), inArray(jobs.courseId, taught));
}

/** Checks that the job is there for the actor. Error: `not_found`. */
export async function findVisibleJob(ctx: Ctx, input: { actor: Actor; id: string }): Promise<void> {
  const [job] = await reader(ctx)
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.id, input.id), visibleJobs(ctx, input.actor)));
  if (!job) throw new AppError('not_found', 'There is no such job');
}
