import { type AskedContent, askedQuestions } from '@lectern/db';
import { type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Points } from './score-objective.ts';

/** The reasoning beside a choice counts as much as the choice. */
const reasoningShare = 0.5;

interface Scored {
  /** What the question counts in its test. */
  points: number;
  asksReasoning: boolean;
  grade: Points | undefined;
  reasoningGrade: Points | undefined;
}

/** What an answer earns in its test, exactly: sums and pass marks go by it. What is not graded yet counts nothing so far. */
export function exactScoreOf({ points, asksReasoning, grade, reasoningGrade }: Scored): number {
  const share = asksReasoning ? shareOf(grade) * (1 - reasoningShare) + shareOf(reasoningGrade) * reasoningShare : shareOf(grade);
  return points * share;
}

/** The same to two decimals, to be shown. */
export function scoreOf(scored: Scored): number {
  return roundScore(exactScoreOf(scored));
}

/** Earned of possible, 0 to 1. */
export function shareOf(grade: Points | undefined): number {
  if (!grade || grade.possible <= 0) return 0;
  return Math.min(1, Math.max(0, grade.earned / grade.possible));
}

/** The same of columns, as an expression. */
export function shareIn({ earned, possible }: Record<keyof Points, AnyPgColumn>): SQL<number> {
  return sql<number>`least(1, greatest(0, coalesce(${earned} / nullif(${possible}, 0), 0)))`;
}

export function asksReasoning({ reasoningRubric }: Pick<AskedContent, 'reasoningRubric'>): boolean {
  return reasoningRubric.length > 0;
}

/** The same of the rows of `asked_questions`, as a condition. */
export const reasoningIsAsked = sql<boolean>`jsonb_array_length(${askedQuestions.content} -> 'reasoningRubric') > 0`;

export function roundScore(score: number): number {
  return Math.round(score * 100) / 100;
}
