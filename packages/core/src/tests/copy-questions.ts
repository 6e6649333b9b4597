import { askedQuestions, type AskedContent, questions, type Tx } from '@lectern/db';
import { and, inArray, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { inTransaction, type Ctx } from '../ctx.ts';
import { holdDocuments } from '../documents/hold-documents.ts';
import { isDrawable } from './read-candidates.ts';

type QuestionRow = typeof questions.$inferSelect;
export type AskedRow = typeof askedQuestions.$inferSelect;

/** Copies that are made by one insert. */
const mostAtOnce = 500;

const isCopied = sql`exists (
  select from ${askedQuestions} where ${askedQuestions.questionId} = ${questions}.id and ${askedQuestions.version} = ${questions}.version)`;

/** What of a question a student is asked and an answer is measured by. */
function askedContentOf(row: AskedContent): AskedContent {
  const { type, stem, options, answer, accepted, rubric, reasoningRubric, starter, explanation } = row;
  const { difficulty, bloom, topic, language, page, quote } = row;
  const asked = { type, stem, options, answer, accepted, rubric, reasoningRubric, starter, explanation };
  return { ...asked, difficulty, bloom, topic, language, page, quote };
}

/**
 * Copies of questions as they are now, in their order: made where their version has none yet. Whoever refers to a copy keeps it,
 * whatever becomes of the question. Error: `source_deleted` when the document of one that has none is being erased.
 */
export async function copyQuestions(tx: Tx, rows: readonly QuestionRow[]): Promise<AskedRow[]> {
  const wanted = new Map(rows.map((row) => [versionOf(row.id, row.version), row]));
  let copies = await readCopies(tx, rows);
  const missing = [...wanted].filter(([key]) => !copies.has(key)).map(([, row]) => row);
  if (missing.length > 0) {
    await insertCopies(tx, missing);
    copies = await readCopies(tx, rows);
  }
  return rows.map((row) => {
    const copy = copies.get(versionOf(row.id, row.version));
    if (!copy) throw new Error(`question ${row.id} has no copy of its version ${row.version}`);
    return copy;
  });
}

/**
 * Sees to it that drawable questions have a copy of their present version; to be called with those that seemed to have none. Of a
 * class that starts at once all but the first find that it is done.
 */
export async function makeCopies(ctx: Ctx, questionIds: readonly string[]): Promise<void> {
  for (let from = 0; from < questionIds.length; from += mostAtOnce) {
    const ids = questionIds.slice(from, from + mostAtOnce);
    await inTransaction(ctx, async ({ open: { tx } }) => {
      const rows = await tx
        .select()
        .from(questions)
        .where(and(inArray(questions.id, ids), isDrawable(), sql`not ${isCopied}`));
      await insertCopies(tx, rows);
    });
  }
}

/** In the order of their ids: two who make the same copies do not wait for each other in a circle. */
async function insertCopies(tx: Tx, rows: readonly QuestionRow[]): Promise<void> {
  if (rows.length === 0) return;
  await holdDocuments(
    tx,
    rows.map(({ documentId }) => documentId),
  );
  const values = rows
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((row) => ({
      id: uuidv7(),
      courseId: row.courseId,
      questionId: row.id,
      version: row.version,
      documentId: row.documentId,
      content: askedContentOf(row),
    }));
  await tx.insert(askedQuestions).values(values).onConflictDoNothing();
}

async function readCopies(tx: Tx, rows: readonly QuestionRow[]): Promise<Map<string, AskedRow>> {
  const ids = rows.map(({ id }) => id);
  const found = ids.length === 0 ? [] : await tx.select().from(askedQuestions).where(inArray(askedQuestions.questionId, ids));
  return new Map(found.map((copy) => [versionOf(copy.questionId, copy.version), copy]));
}

function versionOf(questionId: string | null, version: number | null): string {
  return `${questionId} ${version}`;
}
