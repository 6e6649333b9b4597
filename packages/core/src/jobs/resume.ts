import { erasureKinds, errorCatalog, errorCodes, jobCatalog, type JobContract, type JobKind, jobKinds } from '@lectern/contract';
import { courses, jobs, users } from '@lectern/db';
import { and, eq, inArray, lt, not, or, sql, type SQL } from 'drizzle-orm';
import { isErasure } from './stages.ts';
import type { JobRow } from './types.ts';

/** The first pause; it doubles with each run, but for erasures, which are not paid for. */
const resumeAfterMs = 60_000;
const longestPauseMs = 60 * 60 * 1_000;

/** Kinds of jobs that are run again by themselves. */
const resumingKinds: JobKind[] = jobKinds.filter((kind) => {
  const { resumes }: JobContract = jobCatalog[kind];
  return resumes === true;
});
/**
 * Why a job may fail that would succeed another time without another request: faults that pass, and what an operator mends (a budget, a
 * provider's key) without knowing which jobs have failed by it.
 */
const passingCodes = errorCodes.filter(
  (code) => errorCatalog[code].retryable || code === 'budget_exceeded' || code === 'worker_crashed' || code === 'model_rejected',
);

/**
 * When a failed job is run again by itself; undefined: it is not, somebody has to retry it. Of what is being erased nothing is run
 * again, which this cannot know: nobody looks at it.
 */
export function resumesAt({ kind, state, errorCode, run, finishedAt }: JobRow): Date | undefined {
  if (state !== 'failed' || finishedAt === null) return undefined;
  if (isErasure(kind)) return new Date(finishedAt.getTime() + resumeAfterMs);
  if (!resumingKinds.includes(kind) || errorCode === null || !passingCodes.includes(errorCode)) return undefined;
  return new Date(finishedAt.getTime() + Math.min(longestPauseMs, resumeAfterMs * 2 ** (run - 1)));
}

/** The same within a query over jobs: whether the time has come. */
export function isResumable(): SQL | undefined {
  const endedBefore = (pauseMs: SQL | number) => lt(jobs.finishedAt, sql`now() - ${pauseMs} * interval '1 millisecond'`);
  // The exponent is bounded, since a month of tries would be too much for any number.
  const growing = sql`least(${longestPauseMs}, ${resumeAfterMs} * power(2, least(${jobs.run} - 1, 20)))`;
  const erased = sql`(
    exists (select from ${courses} where ${courses.id} = ${jobs.courseId} and ${courses.deletedAt} is not null)
    or exists (select from ${users} where ${users.id} = ${jobs.requestedBy} and ${users.erasedAt} is not null))`;
  return and(
    eq(jobs.state, 'failed'),
    or(
      and(inArray(jobs.kind, erasureKinds), endedBefore(resumeAfterMs)),
      and(inArray(jobs.kind, resumingKinds), inArray(jobs.errorCode, passingCodes), endedBefore(growing), not(erased)),
    ),
  );
}
