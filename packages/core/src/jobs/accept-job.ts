import { jobCatalog, type JobKind, type JobParams, type JobResult } from '@lectern/contract';
import { jobs } from '@lectern/db';
import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { holdAccount } from '../accounts/hold-account.ts';
import type { TxCtx } from '../ctx.ts';
import { insertTasks } from './insert-tasks.ts';
import { notifyAfterCommit } from './notify.ts';
import { endMessages } from './plan-job.ts';
import { firstStage, queueOfStage, stageContract } from './stages.ts';
import type { StageTasks } from './types.ts';

interface AcceptJobInput<K extends JobKind> {
  /** Given when a domain row of the same transaction has to name the job. */
  id?: string;
  kind: K;
  requestedBy: string;
  /** Whose budget it is; the requester’s unless it says otherwise. */
  billedTo?: string;
  courseId: string | null;
  params: JobParams<K>;
  first: StageTasks<K>;
}

/**
 * Accepts a job: its row and first tasks, in the transaction that writes the domain rows. Once that is committed the job
 * is never lost, whether or not the queue can be reached. Returns its id. Error: `unauthorized` for somebody who is being erased.
 */
export async function acceptJob<K extends JobKind>(ctx: TxCtx, input: AcceptJobInput<K>): Promise<string> {
  const id = input.id ?? uuidv7();
  const { stage, tasks } = input.first;
  if (tasks.length === 0) throw new Error(`a job of kind ${input.kind} needs a first task`);
  await holdRequester(ctx, input);
  await ctx.open.tx.insert(jobs).values({
    id,
    kind: input.kind,
    requestedBy: input.requestedBy,
    billedTo: input.billedTo ?? input.requestedBy,
    courseId: input.courseId,
    params: jobCatalog[input.kind].params.parse(input.params),
    stage,
    queue: queueOfStage(input.kind, stage),
    total: tasks.length,
    message: stageContract(input.kind, stage).message,
  });
  await insertTasks(ctx, {
    job: { id, kind: input.kind, requestedBy: input.requestedBy, run: 1 },
    stage,
    round: 0,
    tasks,
    continuing: false,
  });
  notifyAfterCommit(ctx, id);
  return id;
}

/** So that nothing is accepted for somebody who is erased meanwhile; but the erasure of that very account. */
async function holdRequester(ctx: TxCtx, { kind, params, requestedBy }: Pick<AcceptJobInput<JobKind>, 'kind' | 'params' | 'requestedBy'>) {
  if (kind === 'accounts.erase' && jobCatalog[kind].params.parse(params).userId === requestedBy) return;
  await holdAccount(ctx.open.tx, requestedBy);
}

/** It has cost nothing by then, and is the requester’s own. */
interface AcceptEndedJobInput<K extends JobKind> extends Omit<AcceptJobInput<K>, 'id' | 'first' | 'billedTo'> {
  result: JobResult<K>;
}

/** Accepts a job whose result is there already: it has succeeded from the first. Run again, it does its work. Returns its id. */
export async function acceptEndedJob<K extends JobKind>(ctx: TxCtx, input: AcceptEndedJobInput<K>): Promise<string> {
  const id = uuidv7();
  const { params, result } = jobCatalog[input.kind];
  const stage = firstStage(input.kind);
  await holdRequester(ctx, input);
  await ctx.open.tx.insert(jobs).values({
    id,
    kind: input.kind,
    requestedBy: input.requestedBy,
    billedTo: input.requestedBy,
    courseId: input.courseId,
    params: params.parse(input.params),
    state: 'succeeded',
    stage,
    queue: queueOfStage(input.kind, stage),
    progress: 100,
    message: endMessages.succeeded,
    result: result.parse(input.result),
    startedAt: sql`now()`,
    finishedAt: sql`now()`,
  });
  return id;
}
