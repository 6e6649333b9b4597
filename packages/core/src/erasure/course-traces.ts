import { erasureKinds } from '@lectern/contract';
import { courseMembers, courses, documents, idempotencyKeys, jobs, modelAnswers, questions, type DbOrTx } from '@lectern/db';
import { inArray, notInArray } from 'drizzle-orm';
import { tellOf } from './document-traces.ts';
import { all, type Trace } from './traces.ts';

/** Some courses with their members and jobs. Receipts of what was erased from them before stay: they hold counts and ids. */
export function courseTraces(db: DbOrTx, courseIds: readonly string[]): Trace[] {
  const ids = [...courseIds];
  if (ids.length === 0) return [];
  const ofCourse = inArray(jobs.courseId, ids);
  return [
    // That to a course's making holds its title.
    { table: idempotencyKeys, which: tellOf(ids) },
    {
      table: modelAnswers,
      which: inArray(modelAnswers.jobId, db.select({ id: jobs.id }).from(jobs).where(ofCourse)),
      counted: 'modelAnswers',
    },
    { table: jobs, which: all(ofCourse, notInArray(jobs.kind, erasureKinds)), counted: 'jobs' },
    { table: courseMembers, which: inArray(courseMembers.courseId, ids), counted: 'memberships' },
    { table: questions, which: inArray(questions.courseId, ids) },
    { table: documents, which: inArray(documents.courseId, ids) },
    { table: courses, which: inArray(courses.id, ids), counted: 'courses' },
  ];
}
