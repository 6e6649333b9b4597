import { limits, type TaskPayload } from '@lectern/contract';
import type { TxCtx } from '../ctx.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import type { NewTask } from '../jobs/types.ts';

export type GradingUnit = TaskPayload<'answers.grade'>['units'][number];

interface AttemptGrading {
  attemptId: string;
  courseId: string;
  /** Whose attempt it is: they poll the job. */
  studentId: string;
  /** Who pays: whose course it is. */
  payerId: string;
  /** Free answers that are not blank. */
  units: readonly GradingUnit[];
}

/** Has the free answers of an attempt graded: one call for up to ten of them. Returns the job's id. */
export async function acceptAttemptGrading(ctx: TxCtx, input: AttemptGrading): Promise<string> {
  const { attemptId, courseId, studentId, payerId, units } = input;
  return acceptJob(ctx, {
    kind: 'answers.grade',
    requestedBy: studentId,
    billedTo: payerId,
    courseId,
    params: { of: 'attempt', attemptId },
    first: { stage: 'grade', tasks: tasksOf(units) },
  });
}

/** One task for each ten, in their order. */
export function tasksOf(units: readonly GradingUnit[]): NewTask<'answers.grade'>[] {
  const tasks: NewTask<'answers.grade'>[] = [];
  for (let from = 0; from < units.length; from += limits.answersPerGrading) {
    const batch = tasks.length;
    tasks.push({ key: `grade-${batch}`, payload: { batch, units: units.slice(from, from + limits.answersPerGrading) } });
  }
  return tasks;
}
