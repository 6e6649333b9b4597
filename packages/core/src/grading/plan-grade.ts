import type { ErrorCode, GradeResult } from '@lectern/contract';
import { tasks, type Tx } from '@lectern/db';
import { and, desc, eq } from 'drizzle-orm';
import type { JobPlanner, Plan, PlanningJob } from '../jobs/types.ts';
import { readCost } from '../models/read-cost.ts';
import { countGraded, countMoved } from './count-graded.ts';

type GradeJob = PlanningJob<'answers.grade'>;

/** grade (one call for up to ten answers) -> of a regrade: finish (compare and, where it was asked for, apply) */
export const planGrade: JobPlanner<'answers.grade'> = {
  stages: {
    grade: async (tx, job) => {
      const result = await summarizeAs(tx, job, 'tasks');
      if (result.missing > 0) return { kind: 'fail', result, ...(await findFailure(tx, job)) };
      return job.params.of === 'regrade' ? { kind: 'next', stage: 'finish', tasks: [{ key: 'settle', payload: {} }] } : end(result);
    },
    finish: async (tx, job) => end(await summarizeAs(tx, job, 'all')),
  },
  summarize: (tx, job) => summarizeAs(tx, job, 'all'),
};

function end(result: GradeResult): Plan<'answers.grade'> {
  return { kind: 'end', result };
}

async function summarizeAs(tx: Tx, job: GradeJob, of: 'all' | 'tasks'): Promise<GradeResult> {
  const counts = await countGraded(tx, job, of);
  const moved = job.params.of === 'regrade' && of === 'all' ? { moved: await countMoved(tx, job.params.regradeId) } : {};
  // Whose attempt it is reads this too.
  return job.params.of === 'attempt' ? counts : { ...counts, ...moved, cost: await readCost(tx, job.id) };
}

/** The latest error of a task that failed for good; one that was reopened since is none. */
async function findFailure(tx: Tx, job: GradeJob): Promise<{ code: ErrorCode; message?: string }> {
  const [failed] = await tx
    .select({ code: tasks.errorCode, message: tasks.errorMessage })
    .from(tasks)
    .where(and(eq(tasks.jobId, job.id), eq(tasks.state, 'failed')))
    .orderBy(desc(tasks.finishedAt))
    .limit(1);
  return failed?.code ? { code: failed.code, ...(failed.message !== null && { message: failed.message }) } : { code: 'internal' };
}
