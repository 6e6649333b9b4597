import type { RegenerateResult } from '@lectern/contract';
import { questions, questionVersions, type Tx } from '@lectern/db';
import { and, asc, count, desc, eq, isNotNull } from 'drizzle-orm';
import type { JobPlanner, PlanningJob } from '../../jobs/types.ts';
import { readCost } from '../../models/read-cost.ts';

type RegenerateJob = PlanningJob<'questions.regenerate'>;

/** rewrite: one task, which replaces the question or fails */
export const planRegenerate: JobPlanner<'questions.regenerate'> = {
  stages: { rewrite: async (tx, job) => ({ kind: 'end', result: await summarize(tx, job) }) },
  summarize,
};

async function summarize(tx: Tx, job: RegenerateJob): Promise<RegenerateResult> {
  const { questionId, version } = job.params;
  const [made] = await tx
    .select({ version: questionVersions.version })
    .from(questionVersions)
    .where(
      and(
        eq(questionVersions.questionId, questionId),
        eq(questionVersions.version, version + 1),
        eq(questionVersions.change, 'regenerated'),
      ),
    );
  const rejected = await tx
    .select({ reason: questions.discardReason, count: count() })
    .from(questions)
    .where(and(eq(questions.jobId, job.id), eq(questions.state, 'discarded'), isNotNull(questions.discardReason)))
    .groupBy(questions.discardReason)
    .orderBy(desc(count()), asc(questions.discardReason));
  return {
    questionId,
    version: made?.version ?? null,
    rejected: rejected.flatMap(({ reason, count }) => (reason === null ? [] : { reason, count })),
    cost: await readCost(tx, job.id),
  };
}
