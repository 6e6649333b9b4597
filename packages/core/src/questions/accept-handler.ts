import { GenerateParams } from '@lectern/contract';
import { jobs, questions, type Tx } from '@lectern/db';
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { TaskHandler } from '../jobs/types.ts';
import { recordCalls } from '../models/record-calls.ts';
import type { WorkDeps } from '../work-deps.ts';
import { selectCandidates, type BankEntry, type Candidate } from './select-candidates.ts';

/** What is in a bank: what people see or have turned down, so that nobody is offered it again. */
const bankStates = ['draft', 'approved', 'rejected'] as const;

/** Embeds the candidates, then takes into the bank what is new there. From then on only people change it. */
export const acceptQuestions: TaskHandler<'questions.accept', WorkDeps> = async ({ ctx, models }, task) => {
  const ofJob = and(eq(questions.jobId, task.jobId), eq(questions.state, 'candidate'));
  const fresh = await ctx.db
    .select({ id: questions.id, stem: questions.stem, answer: questions.answer })
    .from(questions)
    .where(and(ofJob, isNull(questions.vector)))
    .orderBy(asc(questions.id));
  if (fresh.length > 0) {
    const texts = fresh.map(({ stem, answer }) => `${stem}\n${answer}`);
    const { vectors } = await recordCalls(ctx, task, () => models.embed(texts, { signal: task.signal }));
    await task.commit(async (tx) => {
      for (const [index, { id }] of fresh.entries()) {
        await tx
          .update(questions)
          .set({ vector: vectors[index] ?? null, embeddingModel: models.embeddingModel })
          .where(eq(questions.id, id));
      }
    });
  }
  return async (tx) => {
    const params = await readParams(tx, task.jobId);
    // Two jobs of one course must not take the same question in at the same moment.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${params.courseId}, 1))`);
    const accepted = await tx.$count(questions, and(eq(questions.jobId, task.jobId), inArray(questions.state, [...bankStates])));
    const bank = await readBank(tx, params.courseId);
    const candidates = await readCandidates(tx, task.jobId);
    const selection = selectCandidates(candidates, bank.entries, params.count - accepted, bank.keyPlaces);
    for (const { candidate, options } of selection.accepted) {
      await tx
        .update(questions)
        .set({ state: 'draft', options, acceptedAt: sql`now()` })
        .where(eq(questions.id, candidate.id));
    }
    for (const { id, reason } of selection.discarded) {
      await tx.update(questions).set({ state: 'discarded', discardReason: reason }).where(eq(questions.id, id));
    }
  };
};

async function readParams(tx: Tx, jobId: string): Promise<GenerateParams> {
  const [job] = await tx.select({ params: jobs.params }).from(jobs).where(eq(jobs.id, jobId));
  return GenerateParams.parse(job?.params);
}

async function readBank(tx: Tx, courseId: string): Promise<{ entries: BankEntry[]; keyPlaces: number[] }> {
  const rows = await tx
    .select({
      type: questions.type,
      stem: questions.stem,
      answer: questions.answer,
      quote: questions.quote,
      vector: questions.vector,
      options: questions.options,
    })
    .from(questions)
    .where(and(eq(questions.courseId, courseId), inArray(questions.state, [...bankStates])));
  const keyPlaces: number[] = [];
  for (const { type, options } of rows) {
    if (type !== 'single_choice') continue;
    const place = options.findIndex((option) => option.correct);
    keyPlaces[place] = (keyPlaces[place] ?? 0) + 1;
  }
  return { entries: rows, keyPlaces };
}

/** One of each call in turn, so that what is over the count is left out evenly over the document. */
function readCandidates(tx: Tx, jobId: string): Promise<Candidate[]> {
  return tx
    .select({
      id: questions.id,
      type: questions.type,
      stem: questions.stem,
      answer: questions.answer,
      quote: questions.quote,
      vector: questions.vector,
      options: questions.options,
    })
    .from(questions)
    .where(and(eq(questions.jobId, jobId), eq(questions.state, 'candidate')))
    .orderBy(asc(questions.ordinal), asc(questions.taskId));
}
