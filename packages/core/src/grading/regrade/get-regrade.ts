import { answers, attempts, grades, regradeItems, type DbOrTx } from '@lectern/db';
import { and, eq, ne, or, sql } from 'drizzle-orm';
import type { Actor } from '../../actor.ts';
import { reader, type Ctx } from '../../ctx.ts';
import { ofStudents } from '../../tests/results/read-attempts.ts';
import { type FoundRegrade, getRegradeRow } from './find-regrade.ts';
import { type MovedView, readMoved } from './read-moved.ts';

type RegradeState = 'running' | 'failed' | 'preview' | 'applied';

export interface RegradeView {
  id: string;
  testId: string;
  jobId: string;
  state: RegradeState;
  createdAt: Date;
  appliedAt: Date | null;
  questions: number;
  /** That are measured anew. */
  answers: number;
  /** That keep a teacher's grade. */
  kept: number;
  /** Attempts whose score changes, as far as there are new grades. */
  moved: MovedView[];
}

/** Who moves by a regrade, and by how much. Error: `not_found`. */
export async function getRegrade(ctx: Ctx, input: { actor: Actor; id: string }): Promise<RegradeView> {
  const found = await getRegradeRow(ctx, input);
  const { id, testId, jobId, createdAt, appliedAt } = found.regrade;
  const db = reader(ctx);
  const counts = await countItems(db, id);
  const kept = await countKept(db, found);
  return { id, testId, jobId, state: stateOfRegrade(found), createdAt, appliedAt, ...counts, kept, moved: await readMoved(db, found) };
}

export function stateOfRegrade({ regrade, jobState }: FoundRegrade): RegradeState {
  if (regrade.appliedAt !== null) return 'applied';
  if (jobState === 'succeeded') return 'preview';
  return jobState === 'queued' || jobState === 'running' ? 'running' : 'failed';
}

async function countItems(db: DbOrTx, regradeId: string): Promise<{ questions: number; answers: number }> {
  const [counts] = await db
    .select({
      questions: sql<number>`count(distinct ${answers.questionId})::int`,
      answers: sql<number>`count(distinct (${answers.attemptId}, ${answers.ordinal}))::int`,
    })
    .from(regradeItems)
    .innerJoin(answers, and(eq(answers.attemptId, regradeItems.attemptId), eq(answers.ordinal, regradeItems.ordinal)))
    .where(eq(regradeItems.regradeId, regradeId));
  return counts ?? { questions: 0, answers: 0 };
}

/** Answers to its questions for which a teacher's word counts that was given by another version: before the regrade, or since. */
async function countKept(db: DbOrTx, { regrade }: FoundRegrade): Promise<number> {
  const basis = db
    .selectDistinct({ questionId: answers.questionId, basisId: regradeItems.basisId })
    .from(regradeItems)
    .innerJoin(answers, and(eq(answers.attemptId, regradeItems.attemptId), eq(answers.ordinal, regradeItems.ordinal)))
    .where(eq(regradeItems.regradeId, regrade.id))
    .as('basis');
  const [counted] = await db
    .select({ kept: sql<number>`count(distinct (${answers.attemptId}, ${answers.ordinal}))::int` })
    .from(answers)
    .innerJoin(attempts, eq(attempts.id, answers.attemptId))
    .innerJoin(basis, eq(basis.questionId, answers.questionId))
    .innerJoin(grades, or(eq(grades.id, answers.gradeId), eq(grades.id, answers.reasoningGradeId)))
    .where(and(ofStudents(regrade.testId), eq(grades.source, 'teacher'), ne(grades.basisId, basis.basisId)));
  return counted?.kept ?? 0;
}
