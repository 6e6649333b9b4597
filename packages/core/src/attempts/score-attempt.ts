import type { PartState } from '@lectern/contract';
import { type GradePolicy, type GradeStanding, leastFirm, stateOfGrade } from '../grading/grade-state.ts';
import { exactScoreOf, roundScore, scoreOf } from '../grading/score-of.ts';

/** One question of an attempt with the grades that count. */
export interface ScoredAnswer {
  /** What the question counts in its test. */
  points: number;
  asksReasoning: boolean;
  grade: GradeStanding | undefined;
  /** Of the reasoning, where one is asked for. */
  reasoningGrade: GradeStanding | undefined;
}

/** What an attempt has earned; what is not graded yet counts nothing so far. */
export interface ScoreView {
  score: number;
  maxScore: number;
  /** 0 to 100, to two decimals. */
  percent: number;
  /** Null: there is no pass mark, or grades are missing. */
  passed: boolean | null;
  /** Questions by how firm their score is; the rest is final. */
  waiting: number;
  provisional: number;
  inReview: number;
}

/** How firm the score of a question is: as its less firm part. */
export function stateOfAnswer({ asksReasoning, grade, reasoningGrade }: ScoredAnswer, policy: GradePolicy): PartState {
  return leastFirm([grade, ...(asksReasoning ? [reasoningGrade] : [])].map((part) => stateOfGrade(part, policy)));
}

/** What people see a question has earned, to two decimals; null: not graded yet. Of a choice with its reasoning the choice counts at once. */
export function shownScore(answer: ScoredAnswer): number | null {
  return answer.grade ? scoreOf(answer) : null;
}

/** Sums of thirds are not exact: what is short of the mark by less than this has reached it. */
const tolerance = 1e-9;

/**
 * Adds an attempt up, by what its answers have earned exactly; so the total may differ from the sum of the shown scores by a hundredth or
 * two. `policy`: of its test; `lenientPolicy` for practice.
 */
export function scoreAttempt(answers: readonly ScoredAnswer[], policy: GradePolicy): ScoreView {
  const states = answers.map((answer) => stateOfAnswer(answer, policy));
  const count = (wanted: PartState) => states.filter((state) => state === wanted).length;
  const score = answers.reduce((sum, answer) => sum + exactScoreOf(answer), 0);
  const maxScore = answers.reduce((sum, { points }) => sum + points, 0);
  const percent = maxScore === 0 ? 0 : (100 * score) / maxScore;
  const waiting = count('waiting');
  return {
    score: roundScore(score),
    maxScore,
    percent: roundScore(percent),
    passed: policy.passPercent === null || waiting > 0 ? null : percent >= policy.passPercent - tolerance,
    waiting,
    provisional: count('provisional'),
    inReview: count('review'),
  };
}
