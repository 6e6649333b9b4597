import type { QuestionChange, QuestionState } from '@lectern/contract';
import { questions, type QuestionContent, type Tx } from '@lectern/db';
import { eq } from 'drizzle-orm';
import type { QuestionRow } from '../question-view.ts';
import { keepVersion } from './keep-version.ts';

interface QuestionChangeInput {
  /** What becomes otherwise. */
  set: Partial<QuestionContent> & { state?: QuestionState; vector?: number[] | null; embeddingModel?: string | null };
  change: QuestionChange;
  note: string | null;
  changedBy: string | null;
}

/**
 * Makes the next version of a (locked) question, and keeps it. A vector stands for stem and answer: when one of them
 * changes and no new vector is given, there is none, and the bank is compared by words until there is one again.
 */
export async function changeQuestion(
  tx: Tx,
  row: QuestionRow,
  { set, change, note, changedBy }: QuestionChangeInput,
): Promise<QuestionRow> {
  const stale = (set.stem ?? row.stem) !== row.stem || (set.answer ?? row.answer) !== row.answer;
  const [changed] = await tx
    .update(questions)
    .set({ ...(stale && { vector: null, embeddingModel: null }), ...set, version: row.version + 1 })
    .where(eq(questions.id, row.id))
    .returning();
  if (!changed) throw new Error(`question ${row.id} was not locked`);
  await keepVersion(tx, changed, { change, note, changedBy });
  return changed;
}
