import { AppError } from '@lectern/contract';
import { answers, type AskedContent, askedQuestions, attempts, courses } from '@lectern/db';
import { and, eq, isNotNull, ne, or, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { type Ctx, reader } from '../ctx.ts';
import { ownAttempts } from './own-attempts.ts';
import { isOverdue } from './overdue.ts';

export interface SatQuestion {
  answer: typeof answers.$inferSelect;
  asked: AskedContent;
}

/** One question of an attempt that somebody sits, and what stands around it. */
export interface Sitting {
  state: 'open' | 'submitted';
  isOverdue: boolean;
  total: number;
  /** Other questions that have an answer. */
  answeredOthers: number;
  current: SatQuestion;
  next: SatQuestion | undefined;
}

interface SittingWanted {
  actor: Actor;
  attemptId: string;
  questionId: string;
}

/** By one query, since many save at the same time. Errors: `not_found`, `question_not_in_attempt`. */
export async function getSitting(ctx: Ctx, { actor, attemptId, questionId }: SittingWanted): Promise<Sitting> {
  const db = reader(ctx);
  const isOf = eq(answers.attemptId, attempts.id);
  const isWanted = eq(answers.questionId, questionId);
  const isNext = sql`${answers.ordinal} = (
    select sat.ordinal + 1 from ${answers} sat where sat.attempt_id = ${attempts.id} and sat.question_id = ${questionId})`;
  const rows = await db
    .select({
      state: attempts.state,
      isOverdue,
      total: db.$count(answers, isOf),
      answeredOthers: db.$count(answers, and(isOf, ne(answers.questionId, questionId), isNotNull(answers.answer))),
      answer: answers,
      asked: askedQuestions.content,
    })
    .from(attempts)
    .innerJoin(courses, eq(courses.id, attempts.courseId))
    .leftJoin(answers, and(isOf, or(isWanted, isNext)))
    .leftJoin(askedQuestions, eq(askedQuestions.id, answers.askedId))
    .where(and(eq(attempts.id, attemptId), ownAttempts(actor)));
  const [first] = rows;
  if (!first) throw new AppError('not_found', 'There is no such attempt');
  const questions = rows.flatMap(({ answer, asked }) => (answer && asked ? [{ answer, asked }] : []));
  const current = questions.find(({ answer }) => answer.questionId === questionId);
  if (!current) throw new AppError('question_not_in_attempt');
  const { answer: _answer, asked: _asked, ...attempt } = first;
  return { ...attempt, current, next: questions.find(({ answer }) => answer.ordinal === current.answer.ordinal + 1) };
}
