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
    ['two right ones and the wrong one', [0, 1, 3], 0],
    ['everything', [0, 1, 2, 3], 0],
    ['only the wrong one', [3], 0],
    ['one right one twice', [0, 0], 1],
  ])('to a multiple choice with %s', (_name, chosen, earned) => {
    expect(scoreObjective(several, several, { chosen })).toEqual({ earned, possible: 3 });
  });

  it('to a multiple choice loses by each wrong one as much as guessing would win', () => {
    const wide = asked('multiple_choice', { options: options('sea*', 'air*', 'stars', 'moon') });
    expect(scoreObjective(wide, wide, { chosen: [0, 1, 2] }).earned).toBe(1);
    expect(scoreObjective(wide, wide, { chosen: [0, 2] }).earned).toBe(0);
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

describe('a gap', () => {
  it.each([
    ['-5', '5'],
    ['x + 1', 'x - 1'],
    ['a != b', 'a == b'],
    ['C++', 'c'],
    ['10²', '102'],
    ['10^2', '10 2'],
    ['1/2', '1-2'],
    ['*p', '&p'],
    ['3.5', '3 5'],
    ['5%', '5'],
    ['x-y', 'x y'],
    ['?', '!'],
  ])('for %s is not filled by %s', (answer, text) => {
    const cloze = asked('cloze', { answer, accepted: [answer] });
    expect(scoreObjective(cloze, cloze, { text }).earned).toBe(0);
  });

  it.each([
    ['-5', '−5'],
    ['C++', 'c++'],
    ['it’s', "It's"],
    ['Straße', 'strasse'],
    ['well-known', 'Well known'],
    ['evaporation', '“Evaporation.”'],
    ['42', '４２'],
    ['?', ' ? '],
    ['10²', '10²'],
  ])('for %s is filled by %s', (answer, text) => {
    const cloze = asked('cloze', { answer, accepted: [answer] });
    expect(scoreObjective(cloze, cloze, { text }).earned).toBe(1);
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

  it('mended and moved at once, an option is not taken for the one that has its place now', () => {
    const asked0 = asked('single_choice', { options: options('Jupiter*', 'Saturnn', 'Mars') });
    const after = asked('single_choice', { options: options('Saturn', 'Jupiter*', 'Mars') });
    expect([0, 1, 2].map((place) => scoreObjective(asked0, after, { chosen: [place] }).earned)).toEqual([1, 0, 0]);
  });

  it('an option that another has replaced does not become right with it', () => {
    const asked0 = asked('single_choice', { options: options('oxygen*', 'helium', 'neon') });
    const after = asked('single_choice', { options: options('oxygen', 'carbon dioxide*', 'neon') });
    expect([0, 1, 2].map((place) => scoreObjective(asked0, after, { chosen: [place] }).earned)).toEqual([0, 0, 0]);
  });

  it('of several, one that was never asked is missed by nobody', () => {
    const asked0 = asked('multiple_choice', { options: options('iron*', 'copper*', 'wood') });
    const after = asked('multiple_choice', { options: options('iron*', 'copper*', 'wood', 'tin*') });
    expect(scoreObjective(asked0, after, { chosen: [0, 1] })).toEqual({ earned: 2, possible: 2 });
  });

  it('an option that is gone is wrong', () => {
    const after = asked('single_choice', { options: options('dust*', 'light') });
    expect(scoreObjective(before, after, { chosen: [0] }).earned).toBe(0);
  });
});
