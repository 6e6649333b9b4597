import { AppError, GradeParams } from '@lectern/contract';
import { jobs, regrades, type DbOrTx } from '@lectern/db';
import { eq } from 'drizzle-orm';
import type { TaskHandler } from '../../jobs/types.ts';
import type { WorkDeps } from '../../work-deps.ts';
import { fillGrades } from './fill-grades.ts';
import { holdAttempts, letCount } from './let-count.ts';

/** Ends a regrade: the grades that no model has given, and, unless it is a preview, all of them count. Error: `source_deleted`. */
export const settleRegrade: TaskHandler<'regrade.settle', WorkDeps> = async ({ ctx }, { jobId, courseId, requestedBy }) => {
  const params = await readParams(ctx.db, jobId);
  if (courseId === null) throw new AppError('source_deleted');
  return async (tx) => {
    const { regradeId, apply } = params;
    const [regrade] = await tx.select().from(regrades).where(eq(regrades.id, regradeId)).for('update');
    if (!regrade) throw new AppError('source_deleted');
    // What is erased meanwhile is waited for, or waits: an erasure finds every grade that is for its answers.
    await holdAttempts(tx, regradeId);
    await fillGrades(tx, { regradeId, courseId });
    if (apply && regrade.appliedAt === null) await letCount(tx, regradeId, requestedBy);
  };
};

async function readParams(db: DbOrTx, jobId: string): Promise<GradeParams & { of: 'regrade' }> {
  const [job] = await db.select({ params: jobs.params }).from(jobs).where(eq(jobs.id, jobId));
  const params = GradeParams.parse(job?.params);
  if (params.of !== 'regrade') throw new Error(`job ${jobId} is no regrade`);
  return params;
}
