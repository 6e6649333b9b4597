import { z } from 'zod';
import { ErrorCode } from '../error-codes.ts';
import { JobKind, JobState } from '../jobs/jobs.ts';
import { Id, ListQuery, Time } from './common.ts';

/** Why nothing of a job moves at the moment. */
export const Waiting = z
  .discriminatedUnion('reason', [
    z.object({ reason: z.literal('in_line'), approx_ahead: z.int() }),
    z.object({ reason: z.literal('rate_limited'), until: Time }),
    z.object({ reason: z.literal('retrying'), failure: z.int(), of: z.int(), at: Time }),
    z.object({ reason: z.literal('no_worker') }),
  ])
  .meta({ id: 'Waiting' });
export type Waiting = z.infer<typeof Waiting>;

export const JobBody = z
  .object({
    id: Id,
    kind: JobKind,
    state: JobState,
    stage: z.string().nullable().meta({ description: 'The stage under way; null when the job has ended' }),
    progress: z.int().min(0).max(100),
    message: z.string(),
    waiting: Waiting.optional(),
    eta_seconds: z.int().optional().meta({ description: 'Absent when unknown' }),
    result: z.record(z.string(), z.unknown()).optional().meta({ description: 'Ids and counts, by kind' }),
    error: z.object({ code: ErrorCode, message: z.string() }).optional(),
    resumes_at: Time.optional().meta({ description: 'It failed for a reason that may pass, and is run again by itself then' }),
    run: z.int(),
    course_id: Id.nullable(),
    done: z.int().meta({ description: 'Finished tasks of the stage' }),
    total: z.int().meta({ description: 'Tasks of the stage' }),
    stages: z
      .array(z.object({ name: z.string(), started_at: Time, finished_at: Time.nullable() }))
      .meta({ description: 'What this run went through, and when' }),
    created_at: Time,
    started_at: Time.nullable(),
    finished_at: Time.nullable(),
    version: z.int(),
  })
  .meta({ id: 'Job' });
export type JobBody = z.infer<typeof JobBody>;

export const JobListQuery = ListQuery.extend({ state: JobState.optional(), kind: JobKind.optional() });
export const AcceptedJob = z.object({ id: Id, status_url: z.string() }).meta({ id: 'AcceptedJob' });
