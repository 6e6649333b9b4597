import { questions } from '@lectern/db';
import { and, eq, inArray, isNull, ne, or } from 'drizzle-orm';
import type { TaskHandler, TaskRun } from '../jobs/types.ts';
import { modelsFor } from '../models/models-for.ts';
import type { WorkDeps } from '../work-deps.ts';
import { askVerdicts } from './ask-verdicts.ts';
import { compareWithBank } from './compare-with-bank.ts';
import type { Judgement } from './judge-verdict.ts';
import { readParams } from './read-params.ts';
import { readCandidates, takeIn } from './take-in.ts';

type VerifyTask = TaskRun<'questions.verify'>;

/**
 * Has candidates answered again and takes what passes into the bank at once. They are embedded meanwhile, for the comparison
 * with the bank: a person waits for two calls in a row and not for three.
 */
export const verifyQuestions: TaskHandler<'questions.verify', WorkDeps> = async (deps, task) => {
  const { ctx } = deps;
  const { courseId, verify } = await readParams(ctx.db, task.jobId);
  const candidates = await readCandidates(ctx.db, task.payload);
  if (candidates.length === 0) return;
  if (task.payload.surplus) {
    const compared = await compareWithBank(ctx.db, courseId, candidates, { signal: task.signal });
    return (tx) => takeIn(tx, { jobId: task.jobId, ofAnyType: true, passed: candidates, compared });
  }
  const [judged, embedded] = await Promise.allSettled([
    verify ? askVerdicts(ctx, modelsFor(deps, task), task, candidates) : new Map<string, Judgement>(),
    embedCandidates(deps, task),
  ]);
  // Neither is left behind when the other fails, so that nothing that was paid for is lost.
  if (judged.status === 'rejected') throw judged.reason;
  if (embedded.status === 'rejected') throw embedded.reason;
  const fresh = await readCandidates(ctx.db, task.payload);
  const passed = fresh.flatMap((candidate) => {
    const judgement = judged.value.get(candidate.id);
    if (judgement?.kind === 'rejected') return [];
    return { ...candidate, verifiedBy: judgement?.kind === 'verified' ? deps.models.chatModel : null };
  });
  const compared = await compareWithBank(ctx.db, courseId, passed, { signal: task.signal });
  return async (tx) => {
    for (const [id, judgement] of judged.value) {
      if (judgement.kind !== 'rejected') continue;
      await tx
        .update(questions)
        .set({ state: 'discarded', discardReason: judgement.reason, discardNote: judgement.note })
        .where(and(eq(questions.id, id), eq(questions.state, 'candidate')));
    }
    await takeIn(tx, { jobId: task.jobId, passed, compared });
  };
};

/** Stem and key of those that have no vector yet; kept at once, so that they are not paid for again. */
async function embedCandidates({ ctx, models }: WorkDeps, task: VerifyTask): Promise<void> {
  const missing = await ctx.db
    .select({ id: questions.id, stem: questions.stem, answer: questions.answer })
    .from(questions)
    .where(
      and(
        inArray(questions.id, task.payload.questionIds),
        eq(questions.state, 'candidate'),
        or(isNull(questions.vector), ne(questions.embeddingModel, models.embeddingModel)),
      ),
    );
  if (missing.length === 0) return;
  const texts = missing.map(({ stem, answer }) => `${stem}\n${answer}`);
  const { vectors } = await modelsFor({ ctx, models }, task).embed(texts, { signal: task.signal });
  await task.commit(async (tx) => {
    for (const [index, { id }] of missing.entries()) {
      await tx
        .update(questions)
        .set({ vector: vectors[index] ?? null, embeddingModel: models.embeddingModel })
        .where(eq(questions.id, id));
    }
  });
}
