import { courses } from '@lectern/db';
import { eq } from 'drizzle-orm';
import type { JobPlanner, NewTask } from '../jobs/types.ts';
import { readReceipt } from './erase-receipt.ts';
import { eraseCourseTasks, eraseDocumentTasks } from './erase-tasks.ts';

const check: { stage: 'check'; tasks: NewTask<'erasure.check'>[] } = { stage: 'check', tasks: [{ key: 'check', payload: {} }] };

export const planDocumentErase: JobPlanner<'documents.erase'> = {
  stages: {
    erase: async () => ({ kind: 'next', ...check }),
    check: async (tx, job) => ({ kind: 'end', result: await readReceipt(tx, job.id) }),
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
    course: async () => ({ kind: 'next', ...check }),
    check: async (tx, job) => ({ kind: 'end', result: await readReceipt(tx, job.id) }),
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
    // A request that was under way may have made a course since the courses were looked up: that goes too.
    account: async (tx, job) => {
      const documents = await eraseDocumentTasks(tx, eq(courses.ownerId, job.params.userId));
      if (documents.length > 0) return { kind: 'round', stage: 'documents', tasks: documents };
      const late = await eraseCourseTasks(tx, job.params.userId);
      return late.length > 0 ? { kind: 'round', stage: 'courses', tasks: late } : { kind: 'next', ...check };
    },
    check: async (tx, job) => ({ kind: 'end', result: await readReceipt(tx, job.id) }),
  },
  summarize: (tx, job) => readReceipt(tx, job.id),
};
