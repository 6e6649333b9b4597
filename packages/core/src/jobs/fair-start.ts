import type { QueueName } from '@lectern/contract';
import { queues, requesterShares, tasks, type Tx } from '@lectern/db';
import { and, asc, eq, gt, lt } from 'drizzle-orm';
import type { Delivery } from '../ports/index.ts';
import { maxPriority, prioritiesPerCost } from './constants.ts';

interface FairStartInput {
  queue: QueueName;
  requestedBy: string;
  costs: readonly number[];
  /** The job that is under way: its tasks go before those of jobs that the same requester asked for later. */
  continuing?: string;
}

export interface FairStarts {
  /** One start tag per cost. */
  starts: number[];
  /** Tasks of the requester's later jobs that moved back, with the tag they have now. */
  displaced: (Delivery & { fairStart: number })[];
}

/** So many of the requester's waiting tasks move up to make room; more would cost more than the order is worth. */
const leastWindow = 32;

/**
 * Start-time fair queueing: a task starts, on the queue's virtual clock, where its requester's last one ended, but not
 * before now. A job that is under way then goes before the jobs that the same requester asked for later: it gets the
 * foremost tags, and the others move back by one place each, the last of a window to the new tags. Since tags only change
 * hands within a requester, nobody else waits longer. Locks the requester's share until the commit.
 */
export async function assignFairStarts(tx: Tx, input: FairStartInput): Promise<FairStarts> {
  const tags = await takeTags(tx, input);
  if (input.continuing === undefined) return { starts: tags, displaced: [] };
  const later = await findLaterTasks(tx, input, input.continuing, Math.max(leastWindow, 2 * tags.length));
  const places = [...later.map((task) => task.fairStart), ...tags].sort((a, b) => a - b);
  const displaced = later.map(({ taskId, delivery }, at) => ({ taskId, delivery, fairStart: places[tags.length + at] ?? 0 }));
  for (const { taskId, fairStart } of displaced) await tx.update(tasks).set({ fairStart }).where(eq(tasks.id, taskId));
  return { starts: places.slice(0, tags.length), displaced };
}

/** The next tags of the requester; their cost is charged. */
async function takeTags(tx: Tx, { queue, requestedBy, costs }: FairStartInput): Promise<number[]> {
  await tx.insert(queues).values({ name: queue }).onConflictDoNothing();
  await tx.insert(requesterShares).values({ queue, userId: requestedBy, lastFinish: 0 }).onConflictDoNothing();
  const mine = and(eq(requesterShares.queue, queue), eq(requesterShares.userId, requestedBy));
  const [share] = await tx.select().from(requesterShares).where(mine).for('update');
  const [clock] = await tx.select({ virtualTime: queues.virtualTime }).from(queues).where(eq(queues.name, queue));
  let next = Math.max(clock?.virtualTime ?? 0, share?.lastFinish ?? 0);
  const tags = costs.map((cost) => {
    const start = next;
    next += cost;
    return start;
  });
  await tx.update(requesterShares).set({ lastFinish: next }).where(mine);
  return tags;
}

/** The foremost waiting tasks of jobs asked for later; ids of jobs rise with time. What is just being claimed is left alone. */
function findLaterTasks(tx: Tx, { queue, requestedBy }: FairStartInput, jobId: string, count: number) {
  return tx
    .select({ taskId: tasks.id, delivery: tasks.delivery, fairStart: tasks.fairStart })
    .from(tasks)
    .where(and(eq(tasks.queue, queue), eq(tasks.requestedBy, requestedBy), eq(tasks.state, 'queued'), gt(tasks.jobId, jobId)))
    .orderBy(asc(tasks.fairStart))
    .limit(count)
    .for('no key update', { skipLocked: true });
}

/** The statement by which a claim moves the queue's clock to the claimed task's start; the clock never goes back. */
export function advanceClock(tx: Tx, queue: QueueName, fairStart: number) {
  return tx
    .update(queues)
    .set({ virtualTime: fairStart })
    .where(and(eq(queues.name, queue), lt(queues.virtualTime, fairStart)))
    .returning({ queue: queues.name });
}

/** The broker's priority (1 is first) of a start tag. */
export function toPriority(fairStart: number, priorityBase: number): number {
  return Math.min(maxPriority, Math.max(1, 1 + Math.round((fairStart - priorityBase) * prioritiesPerCost)));
}
