import type { ErrorCode, JobKind, JobParams, JobResult, StageName, TaskName, TaskPayload } from '@lectern/contract';
import type { jobCatalog } from '@lectern/contract';
import type { jobs, tasks, Tx } from '@lectern/db';

export type JobRow = typeof jobs.$inferSelect;
export type TaskRow = typeof tasks.$inferSelect;

/** A task that a planner or a verb wants done. */
export interface NewTask<N extends TaskName = TaskName> {
  /** What it is within its job, run and round: planning twice plans the same key. */
  key: string;
  payload: TaskPayload<N>;
  /** Overrides the contract's cost, when this one is known to be bigger. */
  cost?: number;
}

type TaskOfStage<K extends JobKind, S> = S extends keyof (typeof jobCatalog)[K]['stages']
  ? (typeof jobCatalog)[K]['stages'][S] extends { task: infer N extends TaskName }
    ? N
    : never
  : never;

/** The tasks of one of a job's stages; none at all means that the stage has nothing to do. */
export type StageTasks<K extends JobKind> = { [S in StageName<K>]: { stage: S; tasks: NewTask<TaskOfStage<K, S>>[] } }[StageName<K>];

/** What a planner answers when the last task of a stage is done. */
export type Plan<K extends JobKind> =
  | ({ kind: 'next' } & StageTasks<K>)
  /** Back to an earlier stage, for another round. */
  | ({ kind: 'round' } & StageTasks<K>)
  | { kind: 'end'; result: JobResult<K> }
  /** The result of a job that failed says what it tried and what that cost. */
  | { kind: 'fail'; code: ErrorCode; message?: string; result?: JobResult<K> };

export interface PlanningJob<K extends JobKind> {
  id: string;
  kind: K;
  params: JobParams<K>;
  requestedBy: string;
  courseId: string | null;
  run: number;
  round: number;
}

/** Cheap SQL over committed rows, inside the transaction that ended the stage. Never work, never a network call. */
export type StagePlanner<K extends JobKind> = (tx: Tx, job: PlanningJob<K>) => Promise<Plan<K>>;

/** What a planner answers while tasks of a stage are still open: tasks of a later stage that need not wait, or the end of the job. */
export type EarlyPlan<K extends JobKind> = ({ kind: 'start' } & StageTasks<K>) | { kind: 'end'; result: JobResult<K> } | undefined;

export interface JobPlanner<K extends JobKind> {
  /** What to do when a stage is complete. */
  stages: { [S in StageName<K>]: StagePlanner<K> };
  /** Asked whenever a task of the stage has ended and others are open, under the same rules. */
  early?: { [S in StageName<K>]?: (tx: Tx, job: PlanningJob<K>) => Promise<EarlyPlan<K>> };
  /** What there is already, for the result of a cancelled job. */
  summarize: (tx: Tx, job: PlanningJob<K>) => Promise<JobResult<K>>;
}

/** A planner for every stage of every kind of job; one that is missing or foreign does not compile. */
export type JobPlanners = { [K in JobKind]: JobPlanner<K> };

/** The right to work on a task, as long as its fence is the task's. */
export interface Claim {
  taskId: string;
  jobId: string;
  fence: number;
}

/** Domain rows to be written with a task; runs while job and task are locked, and only if the claim still holds. */
export type Store = (tx: Tx) => Promise<void>;

/** What a handler gets to work on. */
export interface TaskRun<N extends TaskName = TaskName> extends Claim {
  name: N;
  payload: TaskPayload<N>;
  requestedBy: string;
  billedTo: string | null;
  courseId: string | null;
  round: number;
  /** Aborts on cancel, loss of the claim, time-out and shutdown. */
  signal: AbortSignal;
  /** Writes in mid-work under the fence; throws `ClaimLost` when it holds no longer. */
  commit: (store: Store) => Promise<void>;
}

/** Does the work; what it returns is written in the transaction that finishes the task. */
// oxlint-disable-next-line typescript/no-invalid-void-type -- a handler without a last write just ends
export type TaskHandler<N extends TaskName, D> = (deps: D, task: TaskRun<N>) => Promise<Store | void>;

/** A handler for every kind of task; one that is missing or foreign does not compile. */
export type TaskHandlers<D> = { [N in TaskName]: TaskHandler<N, D> };

/** The task was cancelled or taken over: whatever was about to be written must not be. */
export class ClaimLost extends Error {
  constructor() {
    super('the claim on this task holds no longer');
    this.name = 'ClaimLost';
  }
}
