import type { GivenAnswer, QuestionType } from '@lectern/contract';
import type { answers, AskedContent } from '@lectern/db';
import { asksReasoning } from '../grading/score-of.ts';
import { givenOf, optionIdAt } from './option-ids.ts';

/** What a student sees of a question before the end: nothing of key, explanation, rubric, accepted spellings or evidence. */
export interface AskedQuestionView {
  /** Of the bank's question. */
  id: string;
  type: QuestionType;
  stem: string;
  options: { id: string; text: string }[];
  starter: string | null;
  points: number;
  asksReasoning: boolean;
  answer: GivenAnswer;
  reasoning: string | null;
  answerVersion: number;
}

interface Asked {
  answer: Pick<typeof answers.$inferSelect, 'questionId' | 'points' | 'optionOrder' | 'answer' | 'reasoning' | 'answerVersion'>;
  asked: Pick<AskedContent, 'type' | 'stem' | 'options' | 'starter' | 'reasoningRubric'>;
}

/** A question of an attempt with what was answered: named field by field, so that nothing gets in that is not meant to. */
export function viewOfAsked({ answer, asked }: Asked): AskedQuestionView {
  return {
    id: answer.questionId,
    type: asked.type,
    stem: asked.stem,
    options: shownOptions(answer.optionOrder, asked),
    starter: asked.starter,
    points: answer.points,
    asksReasoning: asksReasoning(asked),
    answer: givenOf(asked.type, answer.answer, answer.optionOrder),
    reasoning: answer.reasoning,
    answerVersion: answer.answerVersion,
  };
}

function shownOptions(optionOrder: readonly number[], { options }: Pick<AskedContent, 'options'>): AskedQuestionView['options'] {
  return optionOrder.map((original, place) => ({ id: optionIdAt(place), text: options[original]?.text ?? '' }));
}
