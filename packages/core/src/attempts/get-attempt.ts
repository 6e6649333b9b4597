import type { QuestionType } from '@lectern/contract';
import { answers, askedQuestions } from '@lectern/db';
import { asc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { type Ctx, reader } from '../ctx.ts';
import { type AttemptView, viewOfAttempt } from './attempt-view.ts';
import { getAttemptRow } from './find-attempt.ts';

export interface AttemptDetailView extends AttemptView {
  /** Of the question that was shown last, from 1. */
  index: number;
  /** The database's clock, which decides on the deadline. */
  now: Date;
  questions: { index: number; questionId: string; type: QuestionType; answered: boolean; answerVersion: number }[];
}

/** Where an attempt stands: all that a client needs to go on. For whoever sits it, and who teaches its course. Error: `not_found`. */
export async function getAttempt(ctx: Ctx, { actor, id }: { actor: Actor; id: string }): Promise<AttemptDetailView> {
  const found = await getAttemptRow(ctx, { actor, id, as: 'seen' });
  const rows = await reader(ctx)
    .select({
      ordinal: answers.ordinal,
      questionId: answers.questionId,
      type: sql<QuestionType>`${askedQuestions.content} ->> 'type'`,
      answered: sql<boolean>`${isNotNull(answers.answer)}`,
      answerVersion: answers.answerVersion,
    })
    .from(answers)
    .innerJoin(askedQuestions, eq(askedQuestions.id, answers.askedId))
    .where(eq(answers.attemptId, id))
    .orderBy(asc(answers.ordinal));
  return {
    ...viewOfAttempt(found),
    index: found.attempt.position + 1,
    now: found.now,
    questions: rows.map(({ ordinal, ...question }) => ({ index: ordinal + 1, ...question })),
  };
}
