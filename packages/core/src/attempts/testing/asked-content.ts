import type { AskedContent } from '@lectern/db';

const common: AskedContent = {
  type: 'cloze',
  stem: 'Water falls as ____.',
  options: [],
  answer: 'rain',
  accepted: ['rain', 'rainfall'],
  rubric: [],
  reasoningRubric: [],
  starter: null,
  explanation: 'The secret explanation.',
  difficulty: 'easy',
  bloom: 'remember',
  topic: 'water',
  language: 'en',
  page: 3,
  quote: 'The secret quote.',
};

const option = (text: string, correct: boolean) => ({ text, correct, reason: `The secret reason of ${text}.` });

/** One question of each kind. Of choices Rain (and Snow) is right; options in the question's own order are Rain, Snow, Sand. */
export const askedContent = {
  cloze: common,
  single: { ...common, type: 'single_choice', answer: '', options: [option('Rain', true), option('Snow', false), option('Sand', false)] },
  multiple: {
    ...common,
    type: 'multiple_choice',
    answer: '',
    options: [option('Rain', true), option('Snow', true), option('Sand', false)],
  },
  truth: { ...common, type: 'true_false', answer: '', options: [option('True', true), option('False', false)] },
  reasoned: {
    ...common,
    type: 'single_choice',
    answer: '',
    options: [option('Rain', true), option('Snow', false)],
    reasoningRubric: [{ criterion: 'The secret criterion of the reasoning', points: 2 }],
  },
  short: { ...common, type: 'short_answer', accepted: [], rubric: [{ criterion: 'The secret criterion', points: 4 }] },
  coding: {
    ...common,
    type: 'coding',
    accepted: [],
    answer: 'return rain;',
    starter: 'function fall() {}',
    rubric: [{ criterion: 'The secret criterion of the program', points: 4 }],
  },
} satisfies Record<string, AskedContent>;
