import { errorCatalog, type ErrorCode, type GenerateResult, type Shortfall } from '@lectern/contract';
import { jobPassages, questions, tasks, type Tx } from '@lectern/db';
import { and, asc, count, countDistinct, eq, inArray, isNotNull, or, sql } from 'drizzle-orm';
import type { JobPlanner, NewTask, Plan, PlanningJob } from '../jobs/types.ts';
import { readCost } from '../models/read-cost.ts';
import { bankStates } from './bank-states.ts';
import { planCalls } from './choose/plan-calls.ts';
import { endedInRun, planVerifying } from './plan-verifying.ts';
import { readMissing } from './read-missing.ts';
import { shareTypes, type TypeCount } from './share-types.ts';
import { spareFor } from './spare-questions.ts';

/** Rounds after the first, as long as questions are missing. */
const extraRounds = 2;
/** Candidates that one task takes in where no model has to look at them. */
const takenAtOnce = 100;

type GenerateJob = PlanningJob<'questions.generate'>;

/** choose -> write (one call for up to five) -> verify (one call for up to fifteen) -> write and verify again while a shortfall lasts */
export const planGenerate: JobPlanner<'questions.generate'> = {
  stages: {
    choose: async (tx, job) => ({ kind: 'next', stage: 'write', tasks: await planWriting(tx, job, await missingOf(tx, job), 0) }),
    write: async (tx, job) => ({
      kind: 'next',
      stage: 'verify',
      tasks: await planVerifying(tx, job, { writing: false, missing: await missingOf(tx, job) }),
    }),
    verify: async (tx, job) => {
      const missing = await missingOf(tx, job);
      const again = missing.length === 0 ? undefined : await planAgain(tx, job, missing);
      if (again) return again;
      const result = await summarize(tx, job);
      if (result.accepted > 0) return { kind: 'end', result };
      const failed = await findFailure(tx, job);
      return { kind: 'fail', result, ...(failed ?? { code: 'no_questions_accepted', message: explainNone(result, job) }) };
    },
  },
  // Once the set is complete nobody waits for a slow call whose questions are not needed any more.
  early: {
    write: async (tx, job) => {
      const missing = await missingOf(tx, job);
      if (missing.length === 0) return endNow(tx, job);
      const batches = await planVerifying(tx, job, { writing: true, missing });
      return batches.length > 0 ? { kind: 'start', stage: 'verify', tasks: batches } : undefined;
    },
    verify: async (tx, job) => ((await missingOf(tx, job)).length === 0 ? endNow(tx, job) : undefined),
  },
  summarize: async (tx, job) => {
    const result = await summarize(tx, job);
    const missing = result.requested - result.accepted;
    return missing > 0 ? { ...result, shortfall: { missing, reason: 'cancelled', message: errorCatalog.cancelled.title } } : result;
  },
};

/** What a teacher can change when nothing passed: the options that the model could not keep to, if that was it. */
function explainNone({ rejected }: GenerateResult, { params }: GenerateJob): string {
  const { title, advice } = errorCatalog.no_questions_accepted;
  const asked = (['difficulty', 'bloom', 'language'] as const).filter((option) => params[option] !== undefined);
  const isMain = rejected[0]?.reason === 'not_as_asked' || rejected.length === 0;
  return isMain && asked.length > 0
    ? `${title}. The model may not be able to keep to ${asked.join(', ')}: try without.`
    : `${title}. ${advice}`;
}

type Missing = readonly TypeCount[];

function missingOf(tx: Tx, job: GenerateJob): Promise<TypeCount[]> {
  return readMissing(tx, job.id, job.params);
}

async function endNow(tx: Tx, job: GenerateJob): Promise<{ kind: 'end'; result: GenerateResult }> {
  return { kind: 'end', result: await summarize(tx, job) };
}

/** Calls for what is missing of each type, and some to spare; none when nothing is missing. */
async function planWriting(tx: Tx, job: GenerateJob, missing: Missing, round: number): Promise<NewTask<'questions.write'>[]> {
  return missing.length > 0 ? planCalls(tx, { id: job.id }, spareFor(missing, round)) : [];
}

/** What may still bring in what is missing, the cheapest first. */
async function planAgain(tx: Tx, job: GenerateJob, missing: Missing): Promise<Plan<'questions.generate'> | undefined> {
  return (await planSpares(tx, job, missing)) ?? (await planRound(tx, job, missing)) ?? (await planFilling(tx, job));
}

/** Candidates that were kept to spare are needed after all. */
async function planSpares(tx: Tx, job: GenerateJob, missing: Missing): Promise<Plan<'questions.generate'> | undefined> {
  const batches = await planVerifying(tx, job, { writing: false, missing, onlyFresh: true });
  return batches.length > 0 ? { kind: 'round', stage: 'verify', tasks: batches } : undefined;
}

/** Another round, if there is text to write about. */
async function planRound(tx: Tx, job: GenerateJob, missing: Missing): Promise<Plan<'questions.generate'> | undefined> {
  if ((await countWritten(tx, job)) > extraRounds || (await isHopeless(tx, job))) return undefined;
  const [passages] = await tx.select({ count: count() }).from(jobPassages).where(eq(jobPassages.jobId, job.id));
  // A set that was handed out again has never chosen any: run again by a person, it is to be a new one.
  if (passages?.count === 0) return { kind: 'round', stage: 'choose', tasks: [{ key: 'choose', payload: {} }] };
  const again = await planWriting(tx, job, missing, job.round + 1);
  return again.length > 0 ? { kind: 'round', stage: 'write', tasks: again } : undefined;
}

/** Tasks of this run, and those that a retry reopened in it. */
function ofRun(tx: Tx, job: GenerateJob) {
  return or(eq(tasks.run, job.run), endedInRun(tx, job.id));
}

/** Rounds of this run that have written. */
async function countWritten(tx: Tx, job: GenerateJob): Promise<number> {
  const [written] = await tx
    .select({ rounds: countDistinct(tasks.round) })
    .from(tasks)
    .where(and(eq(tasks.jobId, job.id), eq(tasks.stage, 'write'), ofRun(tx, job)));
  return written?.rounds ?? 0;
}

/** Rather more of one type than fewer in all: what was turned down for that alone is taken in at the end, once. */
async function planFilling(tx: Tx, job: GenerateJob): Promise<Plan<'questions.generate'> | undefined> {
  const filled = and(eq(tasks.jobId, job.id), eq(tasks.run, job.run), eq(tasks.key, 'fill'));
  if ((await tx.$count(tasks, filled)) > 0) return undefined;
  const surplus = await tx
    .select({ id: questions.id })
    .from(questions)
    .where(and(eq(questions.jobId, job.id), eq(questions.state, 'discarded'), eq(questions.discardReason, 'surplus')))
    .orderBy(asc(questions.ordinal), asc(questions.taskId))
    .limit(takenAtOnce);
  if (surplus.length === 0) return undefined;
  return {
    kind: 'round',
    stage: 'verify',
    tasks: [{ key: 'fill', payload: { batch: 0, questionIds: surplus.map(({ id }) => id), surplus: true } }],
  };
}

/** Reasons for which every further call of the job would fail as well. */
const lasting: ReadonlySet<ErrorCode> = new Set(['budget_exceeded', 'model_rejected']);

/** Whether another round would be paid for in vain: all calls of a stage of this one have failed, or one for a reason that lasts. */
async function isHopeless(tx: Tx, job: GenerateJob): Promise<boolean> {
  const failed = await findFailure(tx, job);
  if (!failed) return false;
  if (lasting.has(failed.code)) return true;
  const ofRound = and(eq(tasks.jobId, job.id), eq(tasks.round, job.round), ofRun(tx, job));
  const stages = await tx
    .select({ done: sql<number>`(count(*) filter (where ${tasks.state} = 'done'))::int` })
    .from(tasks)
    .where(ofRound)
    .groupBy(tasks.stage);
  return stages.some(({ done }) => done === 0);
}

async function summarize(tx: Tx, job: GenerateJob): Promise<GenerateResult> {
  const ofJob = eq(questions.jobId, job.id);
  const inBank = await tx
    .select({ id: questions.id, type: questions.type })
    .from(questions)
    .where(and(ofJob, inArray(questions.state, [...bankStates])))
    .orderBy(asc(questions.id));
  const rejected = await tx
    .select({ reason: questions.discardReason, count: count() })
    .from(questions)
    .where(and(ofJob, eq(questions.state, 'discarded'), isNotNull(questions.discardReason)))
    .groupBy(questions.discardReason)
    .orderBy(sql`count(*) desc`, asc(questions.discardReason));
  const requested = job.params.count;
  const missing = requested - inBank.length;
  return {
    questionIds: inBank.map(({ id }) => id),
    requested,
    accepted: inBank.length,
    ...(missing > 0 && { shortfall: { missing, ...(await explainShortfall(tx, job)) } }),
    rejected: rejected.flatMap(({ reason, count }) => (reason === null ? [] : { reason, count })),
    types: shareTypes(requested, job.params.types).map(({ type, count: wanted }) => ({
      type,
      requested: wanted,
      accepted: inBank.filter((question) => question.type === type).length,
    })),
    reused: false,
    cost: await readCost(tx, job.id),
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
  const [failed] = await tx
    .select({ code: tasks.errorCode, message: tasks.errorMessage })
    .from(tasks)
    .where(and(eq(tasks.jobId, job.id), eq(tasks.state, 'failed'), endedInRun(tx, job.id)))
    .orderBy(sql`${tasks.finishedAt} desc`)
    .limit(1);
  return failed?.code ? { code: failed.code, ...(failed.message !== null && { message: failed.message }) } : undefined;
}
