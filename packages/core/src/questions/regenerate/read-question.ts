import { AppError, RegenerateParams } from '@lectern/contract';
import { chunks, documents, jobs, questions, type DbOrTx, type Tx } from '@lectern/db';
import { and, eq, gte, inArray, lte } from 'drizzle-orm';
import type { Ctx } from '../../ctx.ts';
import { bankStates } from '../bank-states.ts';
import type { QuestionRow } from '../question-view.ts';
import { readSources, type SourceChunk } from '../read-sources.ts';

/** What was asked for, parsed, since the row may be older than the code; and which run of the job it is. */
export async function readRegenerateParams(db: DbOrTx, jobId: string): Promise<RegenerateParams & { run: number }> {
  const [job] = await db.select({ params: jobs.params, run: jobs.run }).from(jobs).where(eq(jobs.id, jobId));
  return { ...RegenerateParams.parse(job?.params), run: job?.run ?? 1 };
}

/** The question as it was when it was asked for. Errors: `source_deleted`; `conflict` when it has changed since. */
export async function readUnchanged(db: DbOrTx, params: RegenerateParams): Promise<QuestionRow> {
  const [question] = await db.select().from(questions).where(isWanted(params));
  return checkUnchanged(question, params);
}

/** The same, and nobody changes it until the commit. */
export async function lockUnchanged(tx: Tx, params: RegenerateParams): Promise<QuestionRow> {
  const [question] = await tx.select().from(questions).where(isWanted(params)).for('update');
  return checkUnchanged(question, params);
}

function isWanted({ questionId }: RegenerateParams) {
  return and(eq(questions.id, questionId), inArray(questions.state, [...bankStates]));
}

function checkUnchanged(question: QuestionRow | undefined, { version }: RegenerateParams): QuestionRow {
  if (!question) throw new AppError('source_deleted', 'The question was deleted');
  if (question.version !== version) throw new AppError('conflict', 'The question was changed meanwhile, and stays as it is now');
  return question;
}

/**
 * The passages on the page of its evidence, and on `reach` pages before and after: of the reading that it cites or, once
 * that was replaced, of the published one. Error: `source_deleted` when there are none.
 */
export async function readSourcesAround(ctx: Ctx, question: QuestionRow, reach: number): Promise<SourceChunk[]> {
  const cited = await readPages(ctx, question, reach);
  if (cited.length > 0) return cited;
  const [document] = await ctx.db.select({ revision: documents.revision }).from(documents).where(eq(documents.id, question.documentId));
  const published = document?.revision ? await readPages(ctx, { ...question, revision: document.revision }, reach) : [];
  if (published.length === 0) throw new AppError('source_deleted', 'There is no text any more where the question was taken from');
  return published;
}

function readPages(ctx: Ctx, { documentId, revision, page }: QuestionRow, reach: number): Promise<SourceChunk[]> {
  const near = and(lte(chunks.pageFrom, page + reach), gte(chunks.pageTo, page - reach));
  return readSources(ctx, and(eq(chunks.documentId, documentId), eq(chunks.revision, revision), near));
}
