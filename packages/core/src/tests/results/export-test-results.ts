import { answers, askedQuestions, attempts, type DbOrTx } from '@lectern/db';
import { asc, desc, eq, inArray, min, sql } from 'drizzle-orm';
import type { Actor } from '../../actor.ts';
import { audit } from '../../audit/audit.ts';
import { inTransaction, type Ctx } from '../../ctx.ts';
import { eachPageOfAttempts, ofStudents } from './read-attempts.ts';
import { readScored } from './read-scored.ts';
import { resultOf, type TestResultView } from './result-of.ts';
import { getTestRow, type TestRow } from '../find-test.ts';

export interface ResultsExport {
  title: string;
  /** Questions that all attempts have in common, in the order of the test; empty where each attempt draws its own. */
  questions: { id: string; stem: string }[];
  /** One for each attempt of a student, read while they are taken. */
  results: AsyncIterable<TestResultView>;
}

/** All results of a test, for a file; that somebody took them is written down. Errors: `not_found`, `forbidden`. */
export async function exportTestResults(ctx: Ctx, { actor, id }: { actor: Actor; id: string }): Promise<ResultsExport> {
  const { test, questions } = await inTransaction(ctx, async (ctx) => {
    const test = await getTestRow(ctx, { actor, id, right: 'teach' });
    await audit(ctx, { actor, action: 'test.results_exported', subject: { type: 'test', id } });
    return { test, questions: await readColumns(ctx.open.tx, test) };
  });
  return { title: test.title, questions, results: eachResult(ctx.db, test) };
}

/** The chosen questions; then those that were chosen when somebody began, and are not any more. */
async function readColumns(db: DbOrTx, { id, selection }: TestRow): Promise<ResultsExport['questions']> {
  if (selection.kind === 'blueprint') return [];
  const asked = await db
    .select({ questionId: answers.questionId })
    .from(answers)
    .innerJoin(attempts, eq(attempts.id, answers.attemptId))
    .where(ofStudents(id))
    .groupBy(answers.questionId)
    .orderBy(asc(min(answers.ordinal)), asc(answers.questionId));
  const ids = [...new Set([...selection.questionIds, ...asked.map(({ questionId }) => questionId)])];
  const stems = await readStems(db, ids);
  return ids.map((id) => ({ id, stem: stems.get(id) ?? '' }));
}

/** As they were asked last. */
async function readStems(db: DbOrTx, ids: string[]): Promise<Map<string | null, string>> {
  const { questionId, version, content } = askedQuestions;
  const rows = await db
    .selectDistinctOn([questionId], { questionId, stem: sql<string>`${content} ->> 'stem'` })
    .from(askedQuestions)
    .where(inArray(questionId, ids))
    .orderBy(asc(questionId), desc(version));
  return new Map(rows.map((row) => [row.questionId, row.stem]));
}

async function* eachResult(db: DbOrTx, test: TestRow): AsyncGenerator<TestResultView> {
  for await (const page of eachPageOfAttempts(db, test.id)) {
    const answers = await readScored(
      db,
      page.map(({ id }) => id),
    );
    for (const attempt of page) yield resultOf(attempt, answers.get(attempt.id) ?? [], test);
  }
}
