import type { TaskHandler } from '../jobs/types.ts';
import type { WorkDeps } from '../work-deps.ts';
import { courseTraces } from './course-traces.ts';
import { addToReceipt } from './erase-receipt.ts';
import { removeTraces } from './traces.ts';

/** The course's row with its members, and its jobs; its documents are gone by now. */
export const eraseCourseData: TaskHandler<'course.erase', WorkDeps> = async (_deps, task) => {
  return async (tx) => addToReceipt(tx, task.jobId, await removeTraces(tx, courseTraces(tx, [task.payload.courseId])));
};
