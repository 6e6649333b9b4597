import type { AttemptState, PartState } from '@lectern/contract';
import { scoreAttempt, stateOfAnswer, type ScoreView } from '../../attempts/score-attempt.ts';
import type { GradePolicy } from '../../grading/grade-state.ts';
import { scoreOf } from '../../grading/score-of.ts';
import type { SatAttempt } from './read-attempts.ts';
import type { PlacedAnswer } from './read-scored.ts';

/** One attempt of a student, with the score of each question. */
export interface TestResultView extends ScoreView {
  attemptId: string;
  user: { id: string; name: string; email: string | null };
  number: number;
  state: AttemptState;
  startedAt: Date;
  submittedAt: Date | null;
  /** Answers that try to instruct whoever grades. */
  flagged: number;
  /** `index` from 1; `score` null: not graded yet. */
  questions: { questionId: string; index: number; points: number; score: number | null; state: PartState }[];
}

export function resultOf(attempt: SatAttempt, answers: readonly PlacedAnswer[], policy: GradePolicy): TestResultView {
  const { id, userId, userName, userEmail, number, startedAt, submittedAt } = attempt;
  const scored = scoreAttempt(answers, policy);
  return {
    attemptId: id,
    user: { id: userId, name: userName, email: userEmail },
    number,
    state: stateOfAttempt(attempt, scored),
    startedAt,
    submittedAt,
    ...scored,
    flagged: answers.filter(isFlagged).length,
    questions: answers.map((answer) => {
      const state = stateOfAnswer(answer, policy);
      const { questionId, ordinal, points } = answer;
      return { questionId, index: ordinal + 1, points, score: state === 'waiting' ? null : scoreOf(answer), state };
    }),
  };
}

export function stateOfAttempt({ state }: Pick<SatAttempt, 'state'>, { waiting }: Pick<ScoreView, 'waiting'>): AttemptState {
  if (state === 'open') return 'open';
  return waiting > 0 ? 'waiting' : 'graded';
}

function isFlagged({ grade, reasoningGrade }: PlacedAnswer): boolean {
  return [grade, reasoningGrade].some((part) => part !== undefined && part.flags.length > 0);
}
