import type { QuestionType } from '@lectern/contract';
import type { AskedContent } from '@lectern/db';
import { describe, expect, it } from 'vitest';
import { scoreObjective } from './score-objective.ts';

function asked(type: QuestionType, over: Partial<AskedContent> = {}): AskedContent {
  return {
    type,
    stem: 'Which?',
    options: [],
    answer: '',
    accepted: [],
    rubric: [],
    reasoningRubric: [],
    starter: null,
    explanation: '',
    difficulty: 'easy',
    bloom: 'remember',
    topic: '',
    language: 'en',
    page: 1,
    quote: '',
    ...over,
  };
}

const options = (...texts: string[]) => texts.map((text) => ({ text: text.replace('*', ''), correct: text.endsWith('*'), reason: '' }));

describe('an answer', () => {
  const single = asked('single_choice', { options: options('rain*', 'dust', 'light') });
  it.each([
    ['with the right option', { chosen: [0] }, 1],
    ['with a wrong option', { chosen: [1] }, 0],
    ['with the right option and another', { chosen: [0, 1] }, 0],
    ['with an option that is not there', { chosen: [7] }, 0],
    ['that is empty', { chosen: [] }, 0],
    ['that was never given', null, 0],
  ])('to a single choice %s', (_name, value, earned) => {
    expect(scoreObjective(single, single, value)).toEqual({ earned, possible: 1 });
  });

  const several = asked('multiple_choice', { options: options('sea*', 'air*', 'land*', 'stars') });
  it.each([
    ['all right ones', [0, 1, 2], 3],
    ['two right ones', [2, 0], 2],
    ['two right ones and the wrong one', [0, 1, 3], 1],
    ['everything', [0, 1, 2, 3], 2],
    ['only the wrong one', [3], 0],
    ['one right one twice', [0, 0], 1],
  ])('to a multiple choice with %s', (_name, chosen, earned) => {
    expect(scoreObjective(several, several, { chosen })).toEqual({ earned, possible: 3 });
  });

  const cloze = asked('cloze', { answer: 'Evaporation', accepted: ['Evaporation', 'vaporisation', '=='] });
  it.each([
    ['in lower case with white space', ' evaporation\n', 1],
    ['that is accepted as well', 'Vaporisation', 1],
    ['that is an operator', '==', 1],
    ['that is another operator', '=', 0],
    ['that is another word', 'condensation', 0],
    ['that holds the word among others', 'evaporation or condensation', 0],
    ['of white space', '  ', 0],
  ])('to a cloze %s', (_name, text, earned) => {
    expect(scoreObjective(cloze, cloze, { text })).toEqual({ earned, possible: 1 });
  });
});

describe('by a later key', () => {
  const before = asked('single_choice', { options: options('rain*', 'dust', 'light') });

  it('options are found by their text where their order has changed', () => {
    const after = asked('single_choice', { options: options('light', 'dust*', 'rain') });
    expect(scoreObjective(before, after, { chosen: [1] }).earned).toBe(1);
    expect(scoreObjective(before, after, { chosen: [0] }).earned).toBe(0);
  });

  it('an option whose text was mended is the one in its place', () => {
    const after = asked('single_choice', { options: options('rain drops*', 'dust', 'light') });
    expect(scoreObjective(before, after, { chosen: [0] }).earned).toBe(1);
  });

  it('an option that is gone is wrong', () => {
    const after = asked('single_choice', { options: options('dust*', 'light') });
    expect(scoreObjective(before, after, { chosen: [0] }).earned).toBe(0);
  });
});
