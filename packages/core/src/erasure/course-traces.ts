import { erasureKinds } from '@lectern/contract';
import {
  askedQuestions,
  attempts,
  courseMembers,
  courses,
  documents,
  grades,
  idempotencyKeys,
  jobs,
  modelAnswers,
  questions,
  tests,
  type DbOrTx,
} from '@lectern/db';
import { inArray, notInArray, sql } from 'drizzle-orm';
import { lockGrades } from '../grading/decide/lock-grade.ts';
import { tellOf } from './document-traces.ts';
import { all, type Trace } from './traces.ts';

/** Some courses with their members, jobs, tests and attempts. Receipts of what was erased from them before stay: they hold counts and ids. */
export function courseTraces(db: DbOrTx, courseIds: readonly string[]): Trace[] {
  const ids = [...courseIds];
  if (ids.length === 0) return [];
  const ofCourse = inArray(jobs.courseId, ids);
  const sat = db
    .select({ id: sql`${attempts.id}::text` })
    .from(attempts)
    .where(inArray(attempts.courseId, ids));
  return [
    // That to the start of an attempt holds its first question.
    { table: idempotencyKeys, which: inArray(sql`${idempotencyKeys.body} ->> 'attempt_id'`, sat) },
    // That to a course's making holds its title.
    { table: idempotencyKeys, which: tellOf(ids) },
    {
      table: modelAnswers,
      which: inArray(modelAnswers.jobId, db.select({ id: jobs.id }).from(jobs).where(ofCourse)),
      counted: 'modelAnswers',
    },
    { table: jobs, which: all(ofCourse, notInArray(jobs.kind, erasureKinds)), counted: 'jobs' },
    { table: courseMembers, which: inArray(courseMembers.courseId, ids), counted: 'memberships' },
    // With their answers; a teacher may be deciding on one of the grades just now, and goes from there to the answers.
    {
      table: attempts,
      which: inArray(attempts.courseId, ids),
      counted: 'attempts',
      forget: async (tx) => {
        await lockGrades(tx, inArray(grades.courseId, ids));
        return tx.delete(attempts).where(inArray(attempts.courseId, ids));
      },
    },
    { table: grades, which: inArray(grades.courseId, ids), counted: 'grades' },
    // With their regrades.
    { table: tests, which: inArray(tests.courseId, ids), counted: 'tests' },
    { table: askedQuestions, which: inArray(askedQuestions.courseId, ids) },
    { table: questions, which: inArray(questions.courseId, ids) },
    { table: documents, which: inArray(documents.courseId, ids) },
    { table: courses, which: inArray(courses.id, ids), counted: 'courses' },
  ];
}
