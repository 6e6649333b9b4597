import type { EraseResult } from '@lectern/contract';
import { courses, type Tx } from '@lectern/db';
import { eq } from 'drizzle-orm';
import type { JobPlanner, Plan, PlanningJob } from '../jobs/types.ts';
import { planCheck } from './check-parts.ts';
import { readReceipt, sealReceipt } from './erase-receipt.ts';
import { eraseCourseTasks, eraseDocumentTasks } from './erase-tasks.ts';

export const planDocumentErase: JobPlanner<'documents.erase'> = {
  stages: {
    erase: async (tx, job) => ({ kind: 'next', ...(await planCheck(tx, job.id)) }),
    check: endErasure,
  },
  summarize: (tx, job) => readReceipt(tx, job.id),
};

export const planCourseErase: JobPlanner<'courses.erase'> = {
  stages: {
    documents: async (_tx, job) => ({
      kind: 'next',
      stage: 'course',
      tasks: [{ key: 'course', payload: { courseId: job.params.courseId } }],
    }),
    course: async (tx, job) => ({ kind: 'next', ...(await planCheck(tx, job.id)) }),
    check: endErasure,
  },
  summarize: (tx, job) => readReceipt(tx, job.id),
};

export const planAccountErase: JobPlanner<'accounts.erase'> = {
  stages: {
    documents: async (tx, job) => ({ kind: 'next', stage: 'courses', tasks: await eraseCourseTasks(tx, job.params.userId) }),
    courses: async (_tx, job) => ({
      kind: 'next',
      stage: 'account',
      tasks: [{ key: 'account', payload: { userId: job.params.userId } }],
    }),
    account: async (tx, job) => (await planLate(tx, job)) ?? { kind: 'next', ...(await planCheck(tx, job.id)) },
    check: async (tx, job) => (await planLate(tx, job)) ?? endErasure(tx, job),
  },
  summarize: (tx, job) => readReceipt(tx, job.id),
};

/** A request that was under way may have made a course since the courses were looked up: that goes too. */
async function planLate(tx: Tx, { params: { userId } }: PlanningJob<'accounts.erase'>): Promise<Plan<'accounts.erase'> | undefined> {
  const held = await eraseDocumentTasks(tx, eq(courses.ownerId, userId));
  if (held.length > 0) return { kind: 'round', stage: 'documents', tasks: held };
  const owned = await eraseCourseTasks(tx, userId);
  return owned.length > 0 ? { kind: 'round', stage: 'courses', tasks: owned } : undefined;
}

async function endErasure(tx: Tx, { id }: { id: string }): Promise<{ kind: 'end'; result: EraseResult }> {
  await sealReceipt(tx, id);
  return { kind: 'end', result: await readReceipt(tx, id) };
}
