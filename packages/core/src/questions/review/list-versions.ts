import type { QuestionChange } from '@lectern/contract';
import { questions, questionVersions } from '@lectern/db';
import { desc, eq } from 'drizzle-orm';
import type { Actor } from '../../actor.ts';
import { reader, type Ctx } from '../../ctx.ts';
import { viewOf, type QuestionView } from '../question-view.ts';
import { getQuestion } from '../questions.ts';

export interface QuestionVersionView {
  version: number;
  change: QuestionChange;
  /** The reason of a rejection, the hint of a regeneration. */
  note: string | null;
  /** Null for what no person did, and for people who are gone. */
  changedBy: string | null;
  changedAt: Date;
  question: QuestionView;
}

/** A question as it was, newest first; the first is how it is. Error: `not_found`. */
export async function listQuestionVersions(ctx: Ctx, input: { actor: Actor; id: string }): Promise<QuestionVersionView[]> {
  const { id } = await getQuestion(ctx, input);
  const rows = await reader(ctx)
    .select({ kept: questionVersions, question: questions })
    .from(questionVersions)
    .innerJoin(questions, eq(questions.id, questionVersions.questionId))
    .where(eq(questionVersions.questionId, id))
    .orderBy(desc(questionVersions.version));
  return rows.map(({ kept: { version, change, note, state, content, changedBy, createdAt }, question }) => ({
    version,
    change,
    note,
    changedBy,
    changedAt: createdAt,
    question: viewOf({ ...question, state, version }, content),
  }));
}
