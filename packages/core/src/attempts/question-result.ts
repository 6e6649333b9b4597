import type { GivenAnswer, PartState, QuestionType } from '@lectern/contract';
import type { answers, AskedContent } from '@lectern/db';
import type { GradeRow } from '../grading/grade-key.ts';
import type { GradePolicy } from '../grading/grade-state.ts';
import { type GradeView, viewOfGrade } from '../grading/grade-view.ts';
import { keyedOption } from '../grading/score-objective.ts';
import { asksReasoning, scoreOf } from '../grading/score-of.ts';
import { givenOf, optionIdAt } from './option-ids.ts';
import { type ScoredAnswer, stateOfAnswer } from './score-attempt.ts';

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
  /** Null: not graded yet. Of a choice with its reasoning the choice counts at once. */
  score: number | null;
  state: PartState;
  grade: GradeView | null;
  reasoningGrade: GradeView | null;
}

/** An answer with the grades that count. */
export interface GradedAnswer {
  answer: typeof answers.$inferSelect;
  /** As it was asked. */
  asked: AskedContent;
  documentId: string | null;
  /** The version whose key counts; that which was asked, but for a regrade. */
  basis: AskedContent;
  grade: GradeRow | undefined;
  reasoningGrade: GradeRow | undefined;
}

interface Shown {
  policy: GradePolicy;
  forTeacher: boolean;
  keysShown: boolean;
}

export function scoredAnswer({ answer, asked, grade, reasoningGrade }: GradedAnswer): ScoredAnswer {
  return { points: answer.points, asksReasoning: asksReasoning(asked), grade, reasoningGrade };
}

export function viewOfResult(graded: GradedAnswer, { policy, forTeacher, keysShown }: Shown): QuestionResultView {
  const { answer, asked, grade, reasoningGrade } = graded;
  const scored = scoredAnswer(graded);
  const toGrade = (row: GradeRow | undefined): GradeView | null => {
    const view = row && viewOfGrade(row, { policy, forTeacher });
    // What a rubric asks for is nearly a key.
    return view ? { ...view, ...(!keysShown && { criteria: [] }) } : null;
  };
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
    score: grade ? scoreOf(scored) : null,
    state: stateOfAnswer(scored, policy),
    grade: toGrade(grade),
    reasoningGrade: toGrade(reasoningGrade),
  };
}

function optionsOf({ answer: { answer, optionOrder }, asked, basis }: GradedAnswer, keysShown: boolean): QuestionResultView['options'] {
  const chosen = answer !== null && 'chosen' in answer ? answer.chosen : [];
  return optionOrder.map((original, place) => {
    const keyed = keyedOption(asked.options, basis.options, original);
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
