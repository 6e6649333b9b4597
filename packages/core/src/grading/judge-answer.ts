import type { Criterion, CriterionGrade } from '@lectern/contract';
import { firstSentences, shorten } from './shorten.ts';
import { findSpan } from './find-span.ts';
import { criterionId, type GradingItem } from './grade-prompt.ts';
import { sumOf } from './score-objective.ts';
import type { ShownAnswer } from './shown-answer.ts';

const whyChars = 500;
const feedbackChars = 600;
const feedbackSentences = 2;
/** 0 is kept for what a model took for met without proof, or said nothing usable of. */
const leastCertainty = 0.01;

/** What becomes of what a model says of an answer. */
export interface Judgement {
  earned: number;
  possible: number;
  criteria: CriterionGrade[];
  feedback: string;
  confidence: number;
}

/** Whether it decides every criterion; else it is no grade. */
export function decidesAll({ criteria }: GradingItem, rubric: readonly Criterion[]): boolean {
  const decided = new Set(criteria.map(({ criterion }) => criterion));
  return rubric.every((_, place) => decided.has(criterionId(place)));
}

/**
 * Turns what a model says of an answer into a grade. Points are the rubric's, never the model's, and a criterion is met only where
 * what it rests on stands in the answer. To be called with an item that `decidesAll`.
 */
export function judgeAnswer(item: GradingItem, { text, type, rubric }: Pick<ShownAnswer, 'text' | 'type' | 'rubric'>): Judgement {
  const criteria = rubric.map(({ criterion, points }, place): CriterionGrade => {
    const said = item.criteria.find((one) => one.criterion === criterionId(place));
    if (!said) throw new Error('an item that does not decide all criteria is no grade');
    const [why, certainty] = [shorten(said.why, whyChars), clamp(said.certainty, 0)];
    const span = findSpan(text, said.span, type) ?? null;
    if (!said.met) return { criterion, points, met: false, why, span, certainty: clamp(said.certainty, leastCertainty) };
    if (span === null) return { criterion, points, met: false, why: unsupported, span: null, certainty: 0 };
    return { criterion, points, met: true, why, span, certainty };
  });
  return { ...addUp(criteria), feedback: shorten(firstSentences(shorten(item.feedback, 4_000), feedbackSentences), feedbackChars) };
}

const unsupported = 'Not counted: the words that this was to rest on do not stand in the answer.';

/** The grade of an answer of which nothing is left once what addresses whoever grades is taken out. */
export function judgeNothing(rubric: readonly Criterion[]): Judgement {
  const criteria = rubric.map(({ criterion, points }): CriterionGrade => {
    return { criterion, points, met: false, why: 'Nothing is left that answers the question.', span: null, certainty: 1 };
  });
  return { ...addUp(criteria), feedback: 'Nothing in this answer speaks of the question. Say in your own words what is asked for.' };
}

/** The grade of an answer of which a model says nothing usable, however often it is asked: the teacher's to decide. */
export function judgeUnusable(rubric: readonly Criterion[]): Judgement {
  const criteria = rubric.map(({ criterion, points }): CriterionGrade => {
    return { criterion, points, met: false, why: 'Not decided: the model said nothing usable of this answer.', span: null, certainty: 0 };
  });
  return { ...addUp(criteria), feedback: 'This could not be graded automatically. Your teacher will look at it.' };
}

function addUp(criteria: CriterionGrade[]): Omit<Judgement, 'feedback'> {
  const possible = sumOf(criteria);
  const weighted = criteria.reduce((sum, { points, certainty }) => sum + points * certainty, 0);
  return { earned: sumOf(criteria.filter(({ met }) => met)), possible, criteria, confidence: possible === 0 ? 0 : weighted / possible };
}

function clamp(certainty: number, least: number): number {
  return Math.min(1, Math.max(least, certainty));
}
