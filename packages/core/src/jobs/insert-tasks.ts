import { taskCatalog, type JobKind, type QueueName } from '@lectern/contract';
import { queues, tasks } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterCommit, type TxCtx } from '../ctx.ts';
import { assignFairStarts, toPriority, type FairStarts } from './fair-start.ts';
import { sendAfterCommit } from './send-tasks.ts';
import { stageContract } from './stages.ts';
import type { NewTask } from './types.ts';

interface InsertTasksInput {
  job: { id: string; kind: JobKind; requestedBy: string; run: number };
  stage: string;
  round: number;
  tasks: readonly NewTask[];
  continuing: boolean;
}

/** Postgres takes 65,534 parameters a statement; a task has 14. */
const rowsPerInsert = 1_000;

/** Writes the tasks of a stage and has them sent after the commit. Payloads are parsed here, and again by the handler. */
export async function insertTasks(ctx: TxCtx, input: InsertTasksInput): Promise<void> {
  const { job, stage, round } = input;
  const name = stageContract(job.kind, stage).task;
  const contract = taskCatalog[name];
  const costs = input.tasks.map((task) => task.cost ?? contract.cost);
  const { starts, displaced } = await assignFairStarts(ctx.open.tx, {
    queue: contract.queue,
    requestedBy: job.requestedBy,
    costs,
    ...(input.continuing && { continuing: job.id }),
  });
  const rows = input.tasks.map((task, index) => ({
    id: uuidv7(),
    jobId: job.id,
    requestedBy: job.requestedBy,
    run: job.run,
    round,
    stage,
    name,
    key: task.key,
    queue: contract.queue,
    payload: contract.payload.parse(task.payload),
    fairStart: starts[index] ?? 0,
    cost: costs[index] ?? contract.cost,
  }));
  for (let at = 0; at < rows.length; at += rowsPerInsert) {
    await ctx.open.tx.insert(tasks).values(rows.slice(at, at + rowsPerInsert));
  }
  if (displaced.length > 0) afterCommit(ctx, () => reprioritize(ctx, contract.queue, displaced));
  sendAfterCommit(
    ctx,
    rows.map((row) => row.id),
  );
}

/** Best effort: a task that keeps its old priority only comes a little too early. */
async function reprioritize(ctx: TxCtx, queue: QueueName, displaced: FairStarts['displaced']): Promise<void> {
  const [state] = await ctx.db.select({ base: queues.priorityBase }).from(queues).where(eq(queues.name, queue));
  const base = state?.base ?? 0;
  await ctx.queue.reprioritize(
    queue,
    displaced.map(({ fairStart, ...delivery }) => ({ ...delivery, priority: toPriority(fairStart, base) })),
  );
}
