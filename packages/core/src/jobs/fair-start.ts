import type { QueueName } from '@lectern/contract';
import { queues, requesterShares, tasks, type Tx } from '@lectern/db';
import { and, asc, eq, lt } from 'drizzle-orm';
import { maxPriority, prioritiesPerCost } from './constants.ts';

interface FairStartInput {
  queue: QueueName;
  requestedBy: string;
  costs: readonly number[];
  /** The job is under way: its tasks go before what else the same requester has waiting. */
  continuing: boolean;
}

/**
 * Start-time fair queueing: a task starts, on the queue's virtual clock, where its requester's last one ended, but not
 * before now. The cost is charged in any case; a job under way then takes the requester's foremost place in line, so that
 * nearly finished jobs go first without anybody else waiting longer for it than one task per stage.
 * Returns one start tag per cost. Locks the requester's share until the commit.
 */
export async function assignFairStarts(tx: Tx, input: FairStartInput): Promise<number[]> {
  const { queue, requestedBy, costs } = input;
  await tx.insert(queues).values({ name: queue }).onConflictDoNothing();
  await tx.insert(requesterShares).values({ queue, userId: requestedBy, lastFinish: 0 }).onConflictDoNothing();
  const mine = and(eq(requesterShares.queue, queue), eq(requesterShares.userId, requestedBy));
  const [share] = await tx.select().from(requesterShares).where(mine).for('update');
  const [clock] = await tx.select({ virtualTime: queues.virtualTime }).from(queues).where(eq(queues.name, queue));

  let next = Math.max(clock?.virtualTime ?? 0, share?.lastFinish ?? 0);
  const starts = costs.map((cost) => {
    const start = next;
    next += cost;
    return start;
  });
  await tx.update(requesterShares).set({ lastFinish: next }).where(mine);

  const foremost = input.continuing ? await findForemost(tx, queue, requestedBy) : undefined;
  if (foremost === undefined || foremost > (starts[0] ?? 0)) return starts;
  // One priority step earlier, since equal priorities are served in the order they came in.
  return starts.map(() => foremost - 1 / prioritiesPerCost);
}

async function findForemost(tx: Tx, queue: QueueName, requestedBy: string): Promise<number | undefined> {
  const [first] = await tx
    .select({ fairStart: tasks.fairStart })
    .from(tasks)
    .where(and(eq(tasks.queue, queue), eq(tasks.requestedBy, requestedBy), eq(tasks.state, 'queued')))
    .orderBy(asc(tasks.fairStart))
    .limit(1);
  return first?.fairStart;
}

/** A claim moves the queue's clock to the claimed task's start; the clock never goes back. */
export async function advanceClock(tx: Tx, queue: QueueName, fairStart: number): Promise<void> {
  await tx
    .update(queues)
    .set({ virtualTime: fairStart })
    .where(and(eq(queues.name, queue), lt(queues.virtualTime, fairStart)));
}

/** The broker's priority (1 is first) of a start tag. */
export function toPriority(fairStart: number, priorityBase: number): number {
  return Math.min(maxPriority, Math.max(1, 1 + Math.round((fairStart - priorityBase) * prioritiesPerCost)));
}
