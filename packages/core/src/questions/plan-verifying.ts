import { limits } from '@lectern/contract';
import { jobs, questions, tasks, type Tx } from '@lectern/db';
import { and, asc, eq, gte, inArray, lte, or, sql } from 'drizzle-orm';
import type { NewTask, PlanningJob } from '../jobs/types.ts';
import type { TypeCount } from './share-types.ts';
import { isOpen } from '../jobs/open-tasks.ts';

/** How many of those that a verifier looks at can be counted on; what is seen with good models is 0.95 to 1. */
const passShare = 0.95;

interface PlanVerifyingOptions {
  /** Whether others are still being written. */
  writing: boolean;
  /** What the set is short of. */
  missing: readonly TypeCount[];
  /** Leaves out candidates whose verifying failed in this run, and not in this round only: else they would come round for ever. */
  onlyFresh?: boolean;
}

/**
 * Batches of candidates to be verified now. While others are still being written: full ones, and the last one as soon as it
 * is all that the set needs, since who waits for the slowest call waits longest. What nobody needs is kept as a spare.
 */
export async function planVerifying(
  tx: Tx,
  job: PlanningJob<'questions.generate'>,
  { writing, missing, onlyFresh = false }: PlanVerifyingOptions,
): Promise<NewTask<'questions.verify'>[]> {
  const count = missing.reduce((sum, share) => sum + share.count, 0);
  if (count === 0) return [];
  const fromEach = writing ? await countFromEach(tx, job) : undefined;
  const waiting = await readWaiting(tx, job, { onlyFresh, fromEach });
  let needed = count / passShare - (await countUnderWay(tx, job.id));
  const batches: string[][] = [];
  while (needed > 0 && waiting.length > 0) {
    const isFull = waiting.length >= limits.questionsPerVerify;
    if (!isFull && writing && waiting.length < needed) break;
    const batch = waiting.splice(0, limits.questionsPerVerify);
    needed -= batch.length;
    batches.push(batch);
  }
  const first = await countBatches(tx, job);
  return batches.map((questionIds, at) => ({ key: `verify:${first + at}`, payload: { batch: first + at, questionIds } }));
}

/** From so many calls on one of them more or less is not missed: then the slowest need not be waited for. */
const manyCalls = 12;

/**
 * How many candidates of each call are looked at while others are being written: its share of the set. The rest are spares,
 * or else the calls that answer last, and with them their part of the text, would be left out of the set.
 */
async function countFromEach(tx: Tx, job: PlanningJob<'questions.generate'>): Promise<number | undefined> {
  const ofRound = and(eq(tasks.jobId, job.id), eq(tasks.run, job.run), eq(tasks.round, job.round));
  const calls = await tx.$count(tasks, and(ofRound, eq(tasks.name, 'questions.write')));
  return job.round === 0 && calls > 0 && calls < manyCalls ? Math.max(1, Math.floor(job.params.count / calls)) : undefined;
}

/**
 * Candidates that are in no batch, or in one that failed before: one of each call in turn, so that none of them decides
 * alone, and at most `fromEach` of a call.
 */
async function readWaiting(
  tx: Tx,
  job: PlanningJob<'questions.generate'>,
  { onlyFresh, fromEach }: { onlyFresh: boolean; fromEach: number | undefined },
): Promise<string[]> {
  const hasFailed = and(
    inArray(tasks.state, ['failed', 'cancelled']),
    endedInRun(tx, job.id),
    onlyFresh ? undefined : eq(tasks.round, job.round),
  );
  const taken = tx
    .select({ id: sql`jsonb_array_elements_text(${tasks.payload} -> 'questionIds')::uuid` })
    .from(tasks)
    .where(and(ofJob(job.id), or(isOpen, hasFailed)));
  const candidates = tx
    .select({
      id: questions.id,
      state: questions.state,
      taskId: questions.taskId,
      // What was turned down takes no place.
      place: sql<number>`count(*) filter (where ${questions.state} <> 'discarded')
        over (partition by ${questions.taskId} order by ${questions.ordinal})`.as('place'),
    })
    .from(questions)
    .where(eq(questions.jobId, job.id))
    .as('candidates');
  const rows = await tx
    .select({ id: candidates.id })
    .from(candidates)
    .where(
      and(
        eq(candidates.state, 'candidate'),
        sql`${candidates.id} not in ${taken}`,
        fromEach === undefined ? undefined : lte(candidates.place, fromEach),
      ),
    )
    .orderBy(asc(candidates.place), asc(candidates.taskId));
  return rows.map(({ id }) => id);
}

async function countUnderWay(tx: Tx, jobId: string): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`coalesce(sum(jsonb_array_length(${tasks.payload} -> 'questionIds')), 0)::int` })
    .from(tasks)
    .where(and(ofJob(jobId), isOpen));
  return row?.count ?? 0;
}

async function countBatches(tx: Tx, { id, run, round }: PlanningJob<'questions.generate'>): Promise<number> {
  return tx.$count(tasks, and(ofJob(id), eq(tasks.run, run), eq(tasks.round, round)));
}

/** By time and not by number: a task that a retry has reopened keeps the number of its run. */
export function endedInRun(tx: Tx, jobId: string) {
  return gte(tasks.finishedAt, tx.select({ at: jobs.startedAt }).from(jobs).where(eq(jobs.id, jobId)));
}

function ofJob(jobId: string) {
  return and(eq(tasks.jobId, jobId), eq(tasks.name, 'questions.verify'));
}
