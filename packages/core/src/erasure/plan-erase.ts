import type { JobPlanner } from '../jobs/types.ts';
import { readReceipt } from './erase-receipt.ts';

export const planDocumentErase: JobPlanner<'documents.erase'> = {
  stages: { erase: async (tx, job) => ({ kind: 'end', result: await readReceipt(tx, job.id) }) },
  summarize: (tx, job) => readReceipt(tx, job.id),
};

export const planCourseErase: JobPlanner<'courses.erase'> = {
  stages: {
    documents: async (_tx, job) => ({
      kind: 'next',
      stage: 'course',
      tasks: [{ key: 'course', payload: { courseId: job.params.courseId } }],
    }),
    course: async (tx, job) => ({ kind: 'end', result: await readReceipt(tx, job.id) }),
  },
  summarize: (tx, job) => readReceipt(tx, job.id),
};
