import type { GivenAnswer, PartState, QuestionType } from '@lectern/contract';
import type { GradeRow } from '../grading/grade-key.ts';
import type { GradePolicy } from '../grading/grade-state.ts';
import { type GradeView, viewOfGrade } from '../grading/grade-view.ts';
import { isObjective, keyedOptions } from '../grading/score-objective.ts';
import { asksReasoning } from '../grading/score-of.ts';
import { givenOf, optionIdAt } from './option-ids.ts';
import type { GradedAnswer } from './read-graded.ts';
import { type ScoredAnswer, shownScore, stateOfAnswer } from './score-attempt.ts';

/** A question of an attempt that is over. Nulls stand for what is not shown yet, and for what there is none of. */
export interface QuestionResultView {
  index: number;
  questionId: string;
  type: QuestionType;
  stem: string;
  options: { id: string; text: string; chosen: boolean; correct: boolean | null; reason: string | null }[];
  answer: GivenAnswer;
  reasoning: string | null;
  key: string | null;
  explanation: string | null;
  evidence: { documentId: string | null; page: number; quote: string } | null;
  points: number;
  /** Null: not graded yet; of objective questions also as long as keys are not shown. Of a choice with its reasoning the choice counts at once. */
  score: number | null;
  state: PartState;
  grade: GradeView | null;
  reasoningGrade: GradeView | null;
}

interface Shown {
  policy: GradePolicy;
  forTeacher: boolean;
  keysShown: boolean;
}

export function scoredAnswer({ answer, asked, grade, reasoningGrade }: GradedAnswer): ScoredAnswer {
  return { points: answer.points, asksReasoning: asksReasoning(asked), grade, reasoningGrade };
}

export function viewOfResult(graded: GradedAnswer, shown: Shown): QuestionResultView {
  const { policy, keysShown } = shown;
  const { answer, asked } = graded;
  return {
    index: answer.ordinal + 1,
    questionId: answer.questionId,
    type: asked.type,
    stem: asked.stem,
    options: optionsOf(graded, keysShown),
    answer: givenOf(asked.type, answer.answer, answer.optionOrder),
    reasoning: answer.reasoning,
    ...(keysShown ? solutionOf(graded) : { key: null, explanation: null, evidence: null }),
    points: answer.points,
    state: stateOfAnswer(scoredAnswer(graded), policy),
    ...earnedOf(graded, shown),
  };
}

/** What a question has earned; what would give away a key is kept back as long as keys are. */
export function earnedOf(
  graded: GradedAnswer,
  { policy, forTeacher, keysShown }: Shown,
): Pick<QuestionResultView, 'score' | 'grade' | 'reasoningGrade'> {
  // Who may try again would find the key by seeing which of their choices were right.
  if (!keysShown && isObjective(graded.asked.type)) return { score: null, grade: null, reasoningGrade: null };
  const toGrade = (row: GradeRow | undefined): GradeView | null => {
    const view = row && viewOfGrade(row, { policy, forTeacher });
    // What a rubric asks for is nearly a key.
    return view ? { ...view, ...(!keysShown && { criteria: [] }) } : null;
  };
  return { score: shownScore(scoredAnswer(graded)), grade: toGrade(graded.grade), reasoningGrade: toGrade(graded.reasoningGrade) };
}

function optionsOf({ answer: { answer, optionOrder }, asked, basis }: GradedAnswer, keysShown: boolean): QuestionResultView['options'] {
  const chosen = answer !== null && 'chosen' in answer ? answer.chosen : [];
  return optionOrder.map((original, place) => {
    const keyed = keyedOptions(asked.options, basis.options)[original];
    const solution = keysShown ? { correct: keyed?.correct ?? false, reason: keyed?.reason ?? null } : { correct: null, reason: null };
    return { id: optionIdAt(place), text: asked.options[original]?.text ?? '', chosen: chosen.includes(original), ...solution };
  });
}

/** By the version whose key counts. An erased document leaves no evidence. */
function solutionOf({ basis, documentId }: GradedAnswer): Pick<QuestionResultView, 'key' | 'explanation' | 'evidence'> {
  const right = basis.options.flatMap(({ text, correct }) => (correct ? [text] : []));
  return {
    key: basis.options.length > 0 ? right.join('; ') : basis.answer,
    explanation: basis.explanation,
    evidence: basis.quote === '' ? null : { documentId, page: basis.page, quote: basis.quote },
  };
}
