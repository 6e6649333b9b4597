import { questions, type DbOrTx, type Tx } from '@lectern/db';
import { and, asc, eq, isNull, ne, or, sql } from 'drizzle-orm';
import type { TaskHandler, TaskRun } from '../jobs/types.ts';
import { recordCalls } from '../models/record-calls.ts';
import type { WorkDeps } from '../work-deps.ts';
import { compareWithBank, inBank, lockBank, printed, readNewInBank } from './compare-with-bank.ts';
import { printOf } from './question-print.ts';
import { readParams } from './read-params.ts';
import { readMissing } from './read-missing.ts';
import { selectCandidates, type Candidate, type Selection } from './select-candidates.ts';

/** Embeds the candidates, then takes into the bank what is new there. From then on only people change it. */
export const acceptQuestions: TaskHandler<'questions.accept', WorkDeps> = async ({ ctx, models }, task) => {
  await embedCandidates({ ctx, models }, task);
  const params = await readParams(ctx.db, task.jobId);
  const candidates = await readCandidates(ctx.db, task.jobId);
  const { duplicates, seen } = await compareWithBank(ctx.db, params.courseId, candidates, task.signal);
  return async (tx) => {
    await lockBank(tx, params.courseId);
    const missing = await readMissing(tx, task.jobId, params);
    const selection = selectCandidates(
      candidates.filter(({ id }) => !duplicates.has(id)),
      await readNewInBank(tx, params.courseId, seen),
      new Map(missing.map(({ type, count }) => [type, count])),
      await countKeyPlaces(tx, params.courseId),
    );
    for (const id of duplicates) selection.discarded.push({ id, reason: 'duplicate' });
    await writeSelection(tx, selection);
  };
};

async function embedCandidates({ ctx, models }: Pick<WorkDeps, 'ctx' | 'models'>, task: TaskRun<'questions.accept'>): Promise<void> {
  const fresh = await ctx.db
    .select({ id: questions.id, stem: questions.stem, answer: questions.answer })
    .from(questions)
    .where(and(ofJob(task.jobId), or(isNull(questions.vector), ne(questions.embeddingModel, models.embeddingModel))))
    .orderBy(asc(questions.id));
  if (fresh.length === 0) return;
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

function ofJob(jobId: string) {
  return and(eq(questions.jobId, jobId), eq(questions.state, 'candidate'));
}

/** One of each call in turn, so that what is over the count is left out evenly over the document. */
async function readCandidates(db: DbOrTx, jobId: string): Promise<Candidate[]> {
  const rows = await db
    .select({ id: questions.id, options: questions.options, ...printed })
    .from(questions)
    .where(ofJob(jobId))
    .orderBy(asc(questions.ordinal), asc(questions.taskId));
  return rows.map(({ id, options, ...row }) => ({ id, options, print: printOf(row) }));
}

/** How often the key of a choice stands at each place, from 0, in the whole bank. */
async function countKeyPlaces(tx: Tx, courseId: string): Promise<number[]> {
  const rows = await tx
    .select({ place: sql<number>`(option.ordinality - 1)::int`, count: sql<number>`count(*)::int` })
    .from(questions)
    .innerJoinLateral(sql`jsonb_array_elements(${questions.options}) with ordinality as option`, sql`(option.value ->> 'correct')::boolean`)
    .where(and(inBank(courseId), eq(questions.type, 'single_choice')))
    .groupBy(sql`option.ordinality`);
  const places: number[] = [];
  for (const { place, count } of rows) places[place] = count;
  return places;
}

async function writeSelection(tx: Tx, { accepted, discarded }: Selection): Promise<void> {
  for (const { candidate, options } of accepted) {
    await tx
      .update(questions)
      .set({ state: 'draft', options, acceptedAt: sql`now()` })
      .where(eq(questions.id, candidate.id));
  }
  for (const { id, reason } of discarded) {
    await tx.update(questions).set({ state: 'discarded', discardReason: reason }).where(eq(questions.id, id));
  }
}
