import { AppError, type JobState } from '@lectern/contract';
import { courses, jobs, regrades, tests } from '@lectern/db';
import { and, eq } from 'drizzle-orm';
import type { Actor } from '../../actor.ts';
import { taughtCourses } from '../../courses/find-course.ts';
import { reader, type Ctx } from '../../ctx.ts';
import type { TestRow } from '../../tests/find-test.ts';

export interface FoundRegrade {
  regrade: typeof regrades.$inferSelect;
  test: TestRow;
  /** Null: the job is gone. */
  jobState: JobState | null;
}

/** A regrade of a test that the actor teaches. Error: `not_found`. */
export async function getRegradeRow(ctx: Ctx, { actor, id, lock }: { actor: Actor; id: string; lock?: 'update' }): Promise<FoundRegrade> {
  const query = reader(ctx)
    .select({ regrade: regrades, test: tests, jobState: jobs.state })
    .from(regrades)
    .innerJoin(tests, eq(tests.id, regrades.testId))
    .innerJoin(courses, eq(courses.id, tests.courseId))
    .leftJoin(jobs, eq(jobs.id, regrades.jobId))
    .where(and(eq(regrades.id, id), taughtCourses(actor)));
  const [found] = await (lock === undefined ? query : query.for(lock, { of: regrades }));
  if (!found) throw new AppError('not_found', 'There is no such regrade');
  return found;
}
