import { queueNames, type QueueName } from '@lectern/contract';
import { courses, jobs, tasks, type Tx } from '@lectern/db';
import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, notExists, sql, type SQL } from 'drizzle-orm';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { leaseMs, lookupAfterMs } from './constants.ts';
import { recordCrash } from './crash.ts';
import { lockJob } from './lock.ts';
import { planJob } from './plan-job.ts';
import { isResumable } from './resume.ts';
import { reopenJob } from './retry-job.ts';
import { sendTasks } from './send-tasks.ts';
import { isOpen } from './open-tasks.ts';

const pageSize = 500;
/** Any number; one reconciler at a time does each step, the others skip it. */
const advisoryLock = 7_305_442;
/** A stage that is complete this long and was not advanced has been forgotten. */
const forgottenAfterMs = 10_000;

export interface ReconcileReport {
  sent: number;
  redelivered: number;
  recovered: number;
  advanced: number;
}

/**
 * One pass over what may have got lost between ledger, queue and workers. Each step is harmless when it is repeated or
 * done by two at once. Emptying the queue's store costs one full sweep.
 */
export async function reconcile(ctx: Ctx): Promise<ReconcileReport> {
  const recovered = await recoverOverdue(ctx);
  const advanced = (await advanceForgotten(ctx)) + (await resumeFailed(ctx));
  const emptied = !(await ctx.queue.hasSentinel());
  if (emptied) ctx.log.info({}, 'the queue is new, or was emptied: looking everything up');
  const redelivered = await redeliverLost(ctx, emptied);
  const sent = await sendUnsent(ctx);
  // Last, so that a sweep that broke off is done again.
  if (emptied) await ctx.queue.putSentinel();
  return { sent, redelivered, recovered, advanced };
}

/** Runs `select` if no other reconciler is at it. */
async function alone<T>(ctx: Ctx, select: (tx: Tx) => Promise<T[]>): Promise<T[]> {
  return ctx.db.transaction(async (tx) => {
    const [lock] = await tx.execute<{ got: boolean }>(sql`select pg_try_advisory_xact_lock(${advisoryLock}) as got`);
    return lock?.got ? select(tx) : [];
  });
}

async function sendUnsent(ctx: Ctx): Promise<number> {
  let sent = 0;
  for (;;) {
    const page = await alone(ctx, (tx) =>
      tx
        .select({ id: tasks.id })
        .from(tasks)
        .where(and(eq(tasks.state, 'queued'), isNull(tasks.sentAt)))
        .orderBy(asc(tasks.id))
        .limit(pageSize)
        .for('update', { skipLocked: true }),
    );
    await sendTasks(
      ctx,
      page.map((task) => task.id),
    );
    sent += page.length;
    if (page.length < pageSize) return sent;
  }
}

/** Looks up what should be in the queue; what is unknown there gets a new delivery. */
async function redeliverLost(ctx: Ctx, all: boolean): Promise<number> {
  const due = all ? undefined : lt(tasks.sentAt, sql`now() - ${lookupAfterMs} * interval '1 millisecond'`);
  let lost = 0;
  for (const queue of queueNames) {
    let after: string | undefined;
    do {
      const page = await readSent(ctx, queue, due, after);
      lost += await lookUp(ctx, queue, page);
      after = page.length < pageSize ? undefined : page.at(-1)?.taskId;
    } while (after !== undefined);
  }
  return lost;
}

interface SentTask {
  taskId: string;
  delivery: number;
}

function readSent(ctx: Ctx, queue: QueueName, due: SQL | undefined, after: string | undefined): Promise<SentTask[]> {
  return alone(ctx, (tx) =>
    tx
      .select({ taskId: tasks.id, delivery: tasks.delivery })
      .from(tasks)
      .where(
        and(
          eq(tasks.queue, queue),
          eq(tasks.state, 'queued'),
          isNotNull(tasks.sentAt),
          due,
          after === undefined ? undefined : gt(tasks.id, after),
        ),
      )
      .orderBy(asc(tasks.id))
      .limit(pageSize),
  );
}

async function lookUp(ctx: Ctx, queue: QueueName, page: readonly SentTask[]): Promise<number> {
  if (page.length === 0) return 0;
  const live = new Set((await ctx.queue.findLive(queue, page)).map((found) => found.taskId));
  const [known, unknown] = [page.filter((task) => live.has(task.taskId)), page.filter((task) => !live.has(task.taskId))];
  // `greatest`: a task that is delayed into the future has its next look-up after that.
  await touch(ctx, known, { sentAt: sql`greatest(${tasks.sentAt}, now())` });
  // Still queued under the same delivery: a claim in between makes the look-up void.
  await touch(ctx, unknown, { sentAt: null, delivery: sql`${tasks.delivery} + 1` });
  return unknown.length;
}

async function touch(ctx: Ctx, page: readonly SentTask[], change: { sentAt: SQL | null; delivery?: SQL }): Promise<void> {
  if (page.length === 0) return;
  const pairs = sql.join(
    page.map((task) => sql`(${task.taskId}::uuid, ${task.delivery}::int)`),
    sql`, `,
  );
  await ctx.db
    .update(tasks)
    .set(change)
    .where(and(eq(tasks.state, 'queued'), sql`(${tasks.id}, ${tasks.delivery}) in (${pairs})`));
}

/** Does something for each row by itself: one that cannot be mended must not keep the others from it. Returns how many were. */
async function forEach<T>(ctx: Ctx, rows: readonly T[], mend: (row: T) => Promise<void>): Promise<number> {
  let mended = 0;
  for (const row of rows) {
    try {
      await mend(row);
      mended += 1;
    } catch (error) {
      ctx.log.error({ ...row, err: error }, 'this could not be mended; it is tried again at the next pass');
    }
  }
  return mended;
}

/** Tasks whose worker is gone go back in line, as a new delivery, or are given up at their limit of crashes. */
async function recoverOverdue(ctx: Ctx): Promise<number> {
  const overdue = and(eq(tasks.state, 'running'), lt(tasks.heartbeatAt, sql`now() - ${leaseMs} * interval '1 millisecond'`));
  const page = await alone(ctx, (tx) => tx.select({ id: tasks.id, jobId: tasks.jobId }).from(tasks).where(overdue).limit(pageSize));
  return forEach(ctx, page, ({ id, jobId }) =>
    inTransaction(ctx, async (ctx) => {
      const { tx } = ctx.open;
      const job = await lockJob(tx, jobId);
      const [task] = await tx
        .select()
        .from(tasks)
        .where(and(eq(tasks.id, id), overdue))
        .for('no key update');
      if (!task || (await recordCrash(ctx, job, task)).givenUp) return;
      await tx
        .update(tasks)
        .set({ delivery: sql`${tasks.delivery} + 1`, sentAt: null })
        .where(eq(tasks.id, id));
    }),
  );
}

/** Open jobs without open tasks: the plan that should have followed did not. */
async function advanceForgotten(ctx: Ctx): Promise<number> {
  const forgotten = and(
    inArray(jobs.state, ['queued', 'running']),
    lt(jobs.createdAt, sql`now() - ${forgottenAfterMs} * interval '1 millisecond'`),
    notExists(
      ctx.db
        .select({ one: sql`1` })
        .from(tasks)
        .where(and(eq(tasks.jobId, jobs.id), isOpen)),
    ),
  );
  const page = await alone(ctx, (tx) => tx.select({ id: jobs.id }).from(jobs).where(forgotten).limit(pageSize));
  return forEach(ctx, page, ({ id }) =>
    inTransaction(ctx, async (ctx) => {
      await lockJob(ctx.open.tx, id);
      const [job] = await ctx.open.tx
        .select()
        .from(jobs)
        .where(and(eq(jobs.id, id), forgotten));
      if (job) await planJob(ctx, job);
    }),
  );
}

/**
 * Erasures that failed go on: what was asked to be gone has to go, and nobody sees it any more to ask again. So do jobs of other
 * kinds that promise it, as often as it takes, when they failed for a reason that may pass. Those that cannot be mended stay at the
 * head of the line: it looks behind them.
 */
async function resumeFailed(ctx: Ctx): Promise<number> {
  let [mended, stuck] = [0, 0];
  for (;;) {
    const page = await alone(ctx, (tx) =>
      tx.select({ id: jobs.id }).from(jobs).where(isResumable()).orderBy(asc(jobs.finishedAt), asc(jobs.id)).limit(pageSize).offset(stuck),
    );
    const ofPage = await forEach(ctx, page, ({ id }) => inTransaction(ctx, (ctx) => resumeJob(ctx, id)));
    mended += ofPage;
    stuck += page.length - ofPage;
    if (mended >= pageSize || page.length < pageSize) return mended;
  }
}

async function resumeJob(ctx: TxCtx, id: string): Promise<void> {
  const { tx } = ctx.open;
  const { courseId } = await lockJob(tx, id);
  const isStill = and(eq(jobs.id, id), isResumable());
  if ((await tx.$count(jobs, isStill)) === 0) return;
  // An erasure of the course either finds the job open, or keeps it from being opened. Only now: who ends open jobs holds the course.
  if (courseId !== null) await tx.select({ id: courses.id }).from(courses).where(eq(courses.id, courseId)).for('share');
  const [job] = await tx.select().from(jobs).where(isStill);
  if (job) await reopenJob(ctx, job);
}
