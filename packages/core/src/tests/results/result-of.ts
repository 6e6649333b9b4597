import type { AttemptState, PartState } from '@lectern/contract';
import { stateOfAttempt } from '../../attempts/attempt-view.ts';
import { scoreAttempt, shownScore, stateOfAnswer, type ScoreView } from '../../attempts/score-attempt.ts';
import type { GradePolicy } from '../../grading/grade-state.ts';
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
  /** `index` from 1; `score` null: not graded yet; of a choice with its reasoning the choice counts at once. */
  questions: { questionId: string; index: number; points: number; score: number | null; state: PartState }[];
}

export function resultOf(attempt: SatAttempt, answers: readonly PlacedAnswer[], policy: GradePolicy): TestResultView {
  const { id, userId, userName, userEmail, number, startedAt, submittedAt } = attempt;
  const scored = scoreAttempt(answers, policy);
  return {
    attemptId: id,
    user: { id: userId, name: userName, email: userEmail },
    number,
    state: stateOfAttempt(attempt.state, scored.waiting > 0),
    startedAt,
    submittedAt,
    ...scored,
    flagged: answers.filter(isFlagged).length,
    questions: answers.map((answer) => {
      const { questionId, ordinal, points } = answer;
      return { questionId, index: ordinal + 1, points, score: shownScore(answer), state: stateOfAnswer(answer, policy) };
    }),
  };
}

function isFlagged({ grade, reasoningGrade }: PlacedAnswer): boolean {
  return [grade, reasoningGrade].some((part) => part !== undefined && part.flags.length > 0);
}
