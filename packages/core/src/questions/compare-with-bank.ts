import { questions, type DbOrTx, type Tx } from '@lectern/db';
import { and, asc, eq, gt, inArray, ne, sql } from 'drizzle-orm';
import { bankStates } from './bank-states.ts';
import { isDuplicate, printOf, type QuestionPrint } from './question-print.ts';

/** Questions read and compared at a time: about 20 ms of work for a hundred candidates, then the event loop has its turn. */
const pageSize = 200;

export interface BankComparison {
  /** Ids of the candidates that the bank has already. */
  duplicates: Set<string>;
  /** Ids of the bank's questions that were compared. */
  seen: Set<string>;
}

/**
 * Compares candidates with the whole bank of a course, page by page: outside of any lock, since it takes seconds for a big
 * one. `except` is a question of the bank that one of them is to replace: it counts as seen.
 */
export async function compareWithBank(
  db: DbOrTx,
  courseId: string,
  candidates: readonly { id: string; print: QuestionPrint }[],
  { signal, except }: { signal: AbortSignal; except?: string },
): Promise<BankComparison> {
  const comparison: BankComparison = { duplicates: new Set(), seen: new Set(except === undefined ? [] : [except]) };
  for (let after: string | undefined; ;) {
    signal.throwIfAborted();
    const page = await db
      .select({ id: questions.id, ...printed })
      .from(questions)
      .where(
        and(
          inBank(courseId),
          except === undefined ? undefined : ne(questions.id, except),
          after === undefined ? undefined : gt(questions.id, after),
        ),
      )
      .orderBy(asc(questions.id))
      .limit(pageSize);
    for (const row of page) comparison.seen.add(row.id);
    markDuplicates(comparison.duplicates, candidates, page.map(printOf));
    after = page.at(-1)?.id;
    if (page.length < pageSize) return comparison;
  }
}

function markDuplicates(
  duplicates: Set<string>,
  candidates: readonly { id: string; print: QuestionPrint }[],
  bank: readonly QuestionPrint[],
): void {
  for (const { id, print } of candidates) {
    if (!duplicates.has(id) && bank.some((known) => isDuplicate(print, known))) duplicates.add(id);
  }
}

/** Until the commit: two jobs of one course must not take the same question in at the same moment. */
export async function lockBank(tx: Tx, courseId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${courseId}, 1))`);
}

/** The questions that entered the bank since it was compared. */
export async function readNewInBank(db: DbOrTx, courseId: string, seen: ReadonlySet<string>): Promise<QuestionPrint[]> {
  const all = await db.select({ id: questions.id }).from(questions).where(inBank(courseId));
  const fresh = all.map(({ id }) => id).filter((id) => !seen.has(id));
  if (fresh.length === 0) return [];
  const rows = await db.select(printed).from(questions).where(inArray(questions.id, fresh));
  return rows.map(printOf);
}

export function inBank(courseId: string) {
  return and(eq(questions.courseId, courseId), inArray(questions.state, [...bankStates]));
}

/** The columns that are compared. */
export const printed = {
  type: questions.type,
  stem: questions.stem,
  answer: questions.answer,
  quote: questions.quote,
  vector: questions.vector,
  embeddingModel: questions.embeddingModel,
};
