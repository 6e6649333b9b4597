import { errorCatalog, errorCodes, jobCatalog, type JobContract, type JobKind, jobKinds } from '@lectern/contract';
import { isErasure } from './stages.ts';
import type { JobRow } from './types.ts';

/** The first pause; it doubles with each run, but for erasures, which are not paid for. */
export const resumeAfterMs = 60_000;
export const longestPauseMs = 60 * 60 * 1_000;

/** Kinds of jobs that are run again by themselves. */
export const resumingKinds: JobKind[] = jobKinds.filter((kind) => {
  const { resumes }: JobContract = jobCatalog[kind];
  return resumes === true;
});
/**
 * Why a job may fail that would succeed another time without another request: faults that pass, and what an operator mends (a budget, a
 * provider's key) without knowing which jobs have failed by it.
 */
export const passingCodes = errorCodes.filter(
  (code) => errorCatalog[code].retryable || code === 'budget_exceeded' || code === 'worker_crashed' || code === 'model_rejected',
);

/** When a failed job is run again by itself; undefined: it is not, somebody has to retry it. */
export function resumesAt({ kind, state, errorCode, run, finishedAt }: JobRow): Date | undefined {
  if (state !== 'failed' || finishedAt === null) return undefined;
  if (isErasure(kind)) return new Date(finishedAt.getTime() + resumeAfterMs);
  if (!resumingKinds.includes(kind) || errorCode === null || !passingCodes.includes(errorCode)) return undefined;
  return new Date(finishedAt.getTime() + Math.min(longestPauseMs, resumeAfterMs * 2 ** (run - 1)));
}
