import type { CriterionGrade, PartState, ReviewReason } from '@lectern/contract';
import type { ReviewPolicy } from '@lectern/db';
import type { GradeRow } from './grade-key.ts';
import { shareOf } from './score-of.ts';

/** By which a test says that a grade waits for the teacher. */
export interface GradePolicy {
  review: ReviewPolicy;
  passPercent: number | null;
}

/** Of practice and stand-alone evaluations: only what is suspicious by itself waits. */
export const lenientPolicy: GradePolicy = { review: { confidenceBelow: null, borderPercent: null }, passPercent: null };
/** Where a test has no pass mark. */
const usualBorder = 50;

/** What of a grade tells how firm it is. */
export interface GradeStanding extends Pick<GradeRow, 'source' | 'builtIn' | 'earned' | 'possible' | 'confidence' | 'flags'> {
  criteria: readonly Pick<CriterionGrade, 'met' | 'certainty'>[];
}

/** Why a model's grade waits for the teacher; empty where it does not. A teacher's own word, and a comparison with a key, never do. */
export function reviewReasons(grade: GradeStanding, { review, passPercent }: GradePolicy): ReviewReason[] {
  if (grade.source !== 'model') return [];
  const reasons: ReviewReason[] = [];
  if (grade.flags.length > 0) reasons.push('injection');
  // The model took it for met, and what it took for the proof does not stand in the answer; or it said nothing usable of it.
  if (grade.criteria.some(({ met, certainty }) => !met && certainty === 0)) reasons.push('unsupported');
  if (review.confidenceBelow !== null && grade.confidence < review.confidenceBelow) reasons.push('low_confidence');
  const percent = 100 * shareOf(grade);
  const isPartial = grade.earned > 0 && grade.earned < grade.possible;
  const isNear = review.borderPercent !== null && Math.abs(percent - (passPercent ?? usualBorder)) <= review.borderPercent;
  if (isPartial && isNear) reasons.push('near_border');
  return reasons;
}

/** How firm a grade is; undefined: there is none yet. */
export function stateOfGrade(grade: GradeStanding | undefined, policy: GradePolicy): PartState {
  if (!grade) return 'waiting';
  if (reviewReasons(grade, policy).length > 0) return 'review';
  return grade.source === 'model' && grade.builtIn ? 'provisional' : 'final';
}

const firmness: readonly PartState[] = ['waiting', 'review', 'provisional', 'final'];

/** Of an answer with its reasoning: the less firm of the two. */
export function leastFirm(states: readonly PartState[]): PartState {
  return firmness.find((state) => states.includes(state)) ?? 'final';
}
