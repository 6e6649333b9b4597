import { errorCatalog, type ErrorCode, type GenerateResult, type Shortfall } from '@lectern/contract';
import { jobs, llmCalls, questions, tasks, type Tx } from '@lectern/db';
import { and, asc, count, eq, inArray, isNotNull, sql, gte } from 'drizzle-orm';
import type { JobPlanner, NewTask, PlanningJob } from '../jobs/types.ts';
import { bankStates } from './bank-states.ts';
import { findPassages, planCalls } from './choose-passages.ts';
import { readMissing } from './read-missing.ts';

/** Rounds after the first, as long as questions are missing. */
const extraRounds = 1;
/** What else is asked for in another round: some of it will be turned down too. */
const extraShare = 1.3;

type GenerateJob = PlanningJob<'questions.generate'>;

/** write (one call per batch) -> accept -> once more while a shortfall lasts */
export const planGenerate: JobPlanner<'questions.generate'> = {
  stages: {
    write: async () => ({ kind: 'next', stage: 'accept', tasks: [{ key: 'accept', payload: {} }] }),
    accept: async (tx, job) => {
      const again = job.round < extraRounds ? await planRound(tx, job) : [];
      if (again.length > 0) return { kind: 'round', stage: 'write', tasks: again };
      const result = await summarize(tx, job);
      if (result.accepted > 0) return { kind: 'end', result };
      const failed = await findFailure(tx, job);
      return failed ? { kind: 'fail', ...failed } : { kind: 'fail', code: 'no_questions_accepted' };
    },
  },
  summarize: async (tx, job) => {
    const result = await summarize(tx, job);
    const missing = result.requested - result.accepted;
    return missing > 0 ? { ...result, shortfall: { missing, reason: 'cancelled', message: errorCatalog.cancelled.title } } : result;
  },
};

/** Calls for what is missing of each type; none when nothing is, or when there is no text any more. */
async function planRound(tx: Tx, job: GenerateJob): Promise<NewTask<'questions.write'>[]> {
  const missing = await readMissing(tx, job.id, job.params);
  if (missing.length === 0) return [];
  const passages = await findPassages(tx, job.params);
  if (passages.length === 0) return [];
  const wanted = missing.map(({ type, count }) => ({ type, count: Math.ceil(count * extraShare) }));
  return planCalls(passages, wanted, job.round + 1);
}

async function summarize(tx: Tx, job: GenerateJob): Promise<GenerateResult> {
  const ofJob = eq(questions.jobId, job.id);
  const inBank = await tx
    .select({ id: questions.id })
    .from(questions)
    .where(and(ofJob, inArray(questions.state, [...bankStates])))
    .orderBy(asc(questions.id));
  const rejected = await tx
    .select({ reason: questions.discardReason, count: count() })
    .from(questions)
    .where(and(ofJob, eq(questions.state, 'discarded'), isNotNull(questions.discardReason)))
    .groupBy(questions.discardReason);
  const requested = job.params.count;
  const missing = requested - inBank.length;
  return {
    questionIds: inBank.map(({ id }) => id),
    requested,
    accepted: inBank.length,
    ...(missing > 0 && { shortfall: { missing, ...(await explainShortfall(tx, job)) } }),
    rejected: rejected.flatMap(({ reason, count }) => (reason === null ? [] : { reason, count })),
    reused: false,
    cost: await readCost(tx, job),
  };
}

/** What went wrong in the calls, or that the text gave no more. */
async function explainShortfall(tx: Tx, job: GenerateJob): Promise<Omit<Shortfall, 'missing'>> {
  const failed = await findFailure(tx, job);
  if (failed) return { reason: failed.code, message: failed.message ?? errorCatalog[failed.code].title };
  return { reason: 'text_exhausted', message: 'The text gave no more questions that pass the checks.' };
}

/** The latest error of a call that failed for good in this run. */
async function findFailure(tx: Tx, job: GenerateJob): Promise<{ code: ErrorCode; message?: string } | undefined> {
  const startOfRun = tx.select({ at: jobs.startedAt }).from(jobs).where(eq(jobs.id, job.id));
  const [failed] = await tx
    .select({ code: tasks.errorCode, message: tasks.errorMessage })
    .from(tasks)
    // By time and not by number: a task that a retry has reopened keeps the number of its run.
    .where(and(eq(tasks.jobId, job.id), eq(tasks.state, 'failed'), gte(tasks.finishedAt, startOfRun)))
    .orderBy(sql`${tasks.finishedAt} desc`)
    .limit(1);
  return failed?.code ? { code: failed.code, ...(failed.message !== null && { message: failed.message }) } : undefined;
}

async function readCost(tx: Tx, job: GenerateJob): Promise<GenerateResult['cost']> {
  const [cost] = await tx
    .select({
      calls: count(),
      tokens: sql<number>`coalesce(sum(${llmCalls.inputTokens} + ${llmCalls.outputTokens}), 0)::int`,
      microdollars: sql<number>`coalesce(sum(${llmCalls.microdollars}), 0)::int`,
    })
    .from(llmCalls)
    .where(eq(llmCalls.jobId, job.id));
  return cost ?? { calls: 0, tokens: 0, microdollars: 0 };
}
