import type { QuestionChange } from '@lectern/contract';
import { questions, questionVersions, type QuestionContent, type Tx } from '@lectern/db';
import { and, inArray, sql, type SQL } from 'drizzle-orm';
import { bankStates } from '../bank-states.ts';
import { contentOf, visibleState, type QuestionRow } from '../question-view.ts';

/** Where each part of a content stands in a question's row; one that is missing does not compile. */
export const contentColumns = {
  type: questions.type,
  stem: questions.stem,
  options: questions.options,
  answer: questions.answer,
  accepted: questions.accepted,
  rubric: questions.rubric,
  reasoningRubric: questions.reasoningRubric,
  starter: questions.starter,
  explanation: questions.explanation,
  difficulty: questions.difficulty,
  bloom: questions.bloom,
  topic: questions.topic,
  language: questions.language,
  revision: questions.revision,
  page: questions.page,
  quote: questions.quote,
  verification: questions.verification,
  verifiedBy: questions.verifiedBy,
  reviewNote: questions.reviewNote,
} satisfies Record<keyof QuestionContent, unknown>;

interface KeepVersionInput {
  change: QuestionChange;
  /** The reason of a rejection, the hint of a regeneration. */
  note: string | null;
  /** Null for what no person did. */
  changedBy: string | null;
}

/** Keeps the version that the row has now. To be called in the transaction that made it. */
export async function keepVersion(tx: Tx, row: QuestionRow, input: KeepVersionInput): Promise<void> {
  const { change, note, changedBy } = input;
  await tx.insert(questionVersions).values({
    questionId: row.id,
    version: row.version,
    change,
    note,
    state: visibleState(row),
    content: contentOf(row),
    changedBy,
  });
}

/**
 * Keeps what has just entered the bank, in one statement. To be called in the transaction that makes candidates drafts;
 * of what is no draft, and of what is kept already, nothing is written.
 */
export async function keepAccepted(tx: Tx, questionIds: readonly string[]): Promise<void> {
  if (questionIds.length === 0) return;
  const entered = and(inArray(questions.id, [...questionIds]), inArray(questions.state, [...bankStates]));
  await tx.execute(sql`
    insert into ${questionVersions} (question_id, version, change, state, content)
    select ${questions.id}, ${questions.version}, 'accepted', ${questions.state}, ${contentAsJson()}
    from ${questions} where ${entered}
    on conflict do nothing`);
}

function contentAsJson(): SQL {
  const parts = Object.entries(contentColumns).map(([key, column]) => sql`${sql.raw(`'${key}'`)}, ${column}`);
  return sql`jsonb_build_object(${sql.join(parts, sql`, `)})`;
}
