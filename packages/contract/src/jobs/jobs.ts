import { z } from 'zod';
import type { TaskName } from './tasks.ts';
import {
  EraseResult,
  GenerateParams,
  GenerateResult,
  GradeParams,
  GradeResult,
  IngestResult,
  RegenerateParams,
  RegenerateResult,
} from './results.ts';

export interface StageContract {
  /** Share of the job's progress; the weights of a job add up to 100. */
  weight: number;
  /** What its tasks are. */
  task: TaskName;
  /** A task that failed for good: `fail_job` ends the job with its code, `continue` counts it as done without result. */
  onFailure: 'fail_job' | 'continue';
  /** Shown while the stage runs. */
  message: string;
}

export interface JobContract<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  /** Parsed at accept and again at each plan; kept on the job's row. Ids and small values only. */
  params: P;
  /** Ids and counts only. */
  result: R;
  stages: Readonly<Record<string, StageContract>>;
  /** It erases: it cannot be cancelled, is run again by itself until it is through, and its receipt adds up over its runs. */
  erasure?: true;
  /** Failed for a reason that may pass, it is run again by itself, after pauses that grow. */
  resumes?: true;
}

function job<P extends z.ZodType, R extends z.ZodType, const S extends Record<string, StageContract>>(contract: {
  params: P;
  result: R;
  stages: S;
  erasure?: true;
  resumes?: true;
}): { params: P; result: R; stages: S; erasure?: true; resumes?: true } {
  return contract;
}

/** Every kind of job with its stages in order. A planner is demanded for exactly these stages. */
export const jobCatalog = {
  'documents.ingest': job({
    params: z.object({ documentId: z.uuid(), revision: z.int().min(1) }),
    result: IngestResult,
    stages: {
      inspect: { weight: 5, task: 'document.inspect', onFailure: 'fail_job', message: 'Opening the file' },
      extract: { weight: 40, task: 'document.extract', onFailure: 'fail_job', message: 'Reading the pages' },
      chunk: { weight: 10, task: 'document.chunk', onFailure: 'fail_job', message: 'Cutting the text into passages' },
      index: { weight: 30, task: 'document.index', onFailure: 'fail_job', message: 'Making it searchable' },
      publish: { weight: 5, task: 'document.publish', onFailure: 'fail_job', message: 'Publishing' },
      outline: { weight: 10, task: 'document.outline', onFailure: 'continue', message: 'Summing up its sections' },
    },
  }),
  'documents.erase': job({
    params: z.object({ documentId: z.uuid() }),
    result: EraseResult,
    erasure: true,
    stages: {
      erase: { weight: 80, task: 'document.erase', onFailure: 'fail_job', message: 'Removing the document' },
      check: { weight: 20, task: 'erasure.check', onFailure: 'fail_job', message: 'Looking whether anything is left' },
    },
  }),
  'courses.erase': job({
    params: z.object({ courseId: z.uuid() }),
    result: EraseResult,
    erasure: true,
    stages: {
      documents: { weight: 70, task: 'document.erase', onFailure: 'fail_job', message: 'Removing the documents' },
      course: { weight: 15, task: 'course.erase', onFailure: 'fail_job', message: 'Removing the course' },
      check: { weight: 15, task: 'erasure.check', onFailure: 'fail_job', message: 'Looking whether anything is left' },
    },
  }),
  'accounts.erase': job({
    params: z.object({ userId: z.uuid() }),
    result: EraseResult,
    erasure: true,
    stages: {
      documents: { weight: 60, task: 'document.erase', onFailure: 'fail_job', message: 'Removing the documents' },
      courses: { weight: 10, task: 'course.erase', onFailure: 'fail_job', message: 'Removing the courses' },
      account: { weight: 15, task: 'account.erase', onFailure: 'fail_job', message: 'Removing the account' },
      check: { weight: 15, task: 'erasure.check', onFailure: 'fail_job', message: 'Looking whether anything is left' },
    },
  }),
  'questions.generate': job({
    params: GenerateParams,
    result: GenerateResult,
    stages: {
      choose: { weight: 4, task: 'questions.choose', onFailure: 'fail_job', message: 'Choosing passages' },
      write: { weight: 56, task: 'questions.write', onFailure: 'continue', message: 'Writing questions' },
      verify: { weight: 40, task: 'questions.verify', onFailure: 'continue', message: 'Checking the questions' },
    },
  }),
  'questions.regenerate': job({
    params: RegenerateParams,
    result: RegenerateResult,
    stages: { rewrite: { weight: 100, task: 'question.rewrite', onFailure: 'fail_job', message: 'Writing the question again' } },
  }),
  'answers.grade': job({
    params: GradeParams,
    result: GradeResult,
    resumes: true,
    stages: {
      grade: { weight: 90, task: 'answers.grade', onFailure: 'continue', message: 'Grading' },
      finish: { weight: 10, task: 'regrade.settle', onFailure: 'fail_job', message: 'Comparing the scores' },
    },
  }),
} as const satisfies Record<string, JobContract>;

export type JobKind = keyof typeof jobCatalog;
/** Kinds of jobs that erase. */
export const erasureKinds: JobKind[] = Object.entries<JobContract>(jobCatalog).flatMap(([kind, { erasure }]) =>
  erasure ? [kind as JobKind] : [],
);
export const jobKinds = Object.keys(jobCatalog) as JobKind[];
export const JobKind = z.enum(jobKinds as [JobKind, ...JobKind[]]);
export type JobParams<K extends JobKind> = z.infer<(typeof jobCatalog)[K]['params']>;
export type JobResult<K extends JobKind> = z.infer<(typeof jobCatalog)[K]['result']>;
export type StageName<K extends JobKind = JobKind> = K extends JobKind ? keyof (typeof jobCatalog)[K]['stages'] & string : never;

export const JobState = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
export type JobState = z.infer<typeof JobState>;
/** States a job only leaves by retry. */
const finalJobStates: ReadonlySet<JobState> = new Set(['succeeded', 'failed', 'cancelled']);

export function isFinalState(state: JobState): boolean {
  return finalJobStates.has(state);
}
