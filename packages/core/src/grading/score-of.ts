import type { AskedContent } from '@lectern/db';
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

/** What an answer earns in its test, to two decimals; what is not graded yet counts nothing so far. */
export function scoreOf({ points, asksReasoning, grade, reasoningGrade }: Scored): number {
  const share = asksReasoning ? shareOf(grade) * (1 - reasoningShare) + shareOf(reasoningGrade) * reasoningShare : shareOf(grade);
  return roundScore(points * share);
}

/** Earned of possible, 0 to 1. */
export function shareOf(grade: Points | undefined): number {
  if (!grade || grade.possible <= 0) return 0;
  return Math.min(1, Math.max(0, grade.earned / grade.possible));
}

export function asksReasoning({ reasoningRubric }: Pick<AskedContent, 'reasoningRubric'>): boolean {
  return reasoningRubric.length > 0;
}

export function roundScore(score: number): number {
  return Math.round(score * 100) / 100;
}
