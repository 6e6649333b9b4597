import { AppError } from '@lectern/contract';
import { jobs, tasks, type Tx } from '@lectern/db';
import { and, eq } from 'drizzle-orm';
import type { Claim, JobRow, TaskRow } from './types.ts';
import { ClaimLost } from './types.ts';

// Lock order, always: job row, tasks by id, domain rows; of those the course, the test, attempts, grades, answers, each by id.
// Whoever takes them otherwise can deadlock with everybody here. The one exception: an erasure ends jobs once more when it has marked
// what goes, as some may have been opened until then. Where that meets a worker, the database gives one of them up, and it begins anew.

/** Locks a job's row. Error: `not_found`. */
export async function lockJob(tx: Tx, jobId: string): Promise<JobRow> {
  const [job] = await tx.select().from(jobs).where(eq(jobs.id, jobId)).for('no key update');
  if (!job) throw new AppError('not_found', 'There is no such job');
  return job;
}

/** Locks the job and the claimed task. Throws `ClaimLost` when the fence was raised or the task ended. */
export async function lockClaimed(tx: Tx, claim: Claim): Promise<{ job: JobRow; task: TaskRow }> {
  const [job] = await tx.select().from(jobs).where(eq(jobs.id, claim.jobId)).for('no key update');
  const [task] = await tx
    .select()
    .from(tasks)
    .where(and(eq(tasks.id, claim.taskId), eq(tasks.fence, claim.fence), eq(tasks.state, 'running')))
    .for('no key update');
  if (!job || !task) throw new ClaimLost();
  return { job, task };
}
