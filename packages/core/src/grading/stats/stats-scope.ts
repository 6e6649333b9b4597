import { courses, type DbOrTx, grades, jobs } from '@lectern/db';
import { and, eq, inArray, isNotNull, isNull, or, type SQL } from 'drizzle-orm';
import type { Actor } from '../../actor.ts';
import { taughtCourses } from '../../courses/find-course.ts';

/** Whose grading is counted, as conditions on the tables. */
export interface StatsScope {
  jobs: SQL | undefined;
  grades: SQL | undefined;
}

/** The courses that somebody teaches and their own evaluations; all for operators; or one course, and no evaluations. */
export function scopeOf(db: DbOrTx, { actor, courseId }: { actor: Actor; courseId: string | undefined }): StatsScope {
  const taught = db
    .select({ id: courses.id })
    .from(courses)
    .where(and(taughtCourses(actor), courseId === undefined ? undefined : eq(courses.id, courseId)));
  const isOperator = actor.role === 'operator';
  const ownJobs = and(isNull(jobs.courseId), isOperator ? undefined : eq(jobs.requestedBy, actor.userId));
  const ownGrades = isOperator ? isNotNull(grades.ownerId) : eq(grades.ownerId, actor.userId);
  return {
    jobs: and(eq(jobs.kind, 'answers.grade'), or(inArray(jobs.courseId, taught), courseId === undefined ? ownJobs : undefined)),
    grades: or(inArray(grades.courseId, taught), courseId === undefined ? ownGrades : undefined),
  };
}
