import { expect, it } from 'vitest';
import { givesAway } from './gives-away.ts';
import { toOption, waterQuestion } from './testing/written-question.ts';

const gap = waterQuestion('cloze', { stem: '____ is the process by which water turns into vapour.', answer: 'Evaporation', accepted: [] });

it.each([
  ['a statement with the sentence of a gap', 'By evaporation, a slow process, water turns into vapour.'],
  ['a question that says it in passing', 'In evaporation water turns into vapour by which process of heating?'],
])('%s gives its answer away', (_name, stem) => {
  expect(givesAway({ stem }, gap)).toBe(true);
});

it.each([
  ['a question about the key', 'What is evaporation?'],
  ['the same sentence with the same gap', gap.stem],
  ['another fact about the key', 'Evaporation is faster in the wind than in still air.'],
  ['a word that only contains the key', 'Preevaporations turn water into vapour by a process.'],
])('%s does not', (_name, stem) => {
  expect(givesAway({ stem }, gap)).toBe(false);
});

it('several answers are given away by all of them only', () => {
  const options = ['sea', 'air', 'stars'].map(toOption([0, 1]));
  const question = waterQuestion('multiple_choice', { stem: 'Between which of these does the cycle move water?', options });
  expect(givesAway({ stem: 'The cycle moves water between sea and air.' }, question)).toBe(true);
  expect(givesAway({ stem: 'The cycle moves water from the sea.' }, question)).toBe(false);
});

it('truth and programs cannot be given away by a stem', () => {
  expect(givesAway({ stem: 'True: rain falls from every cloud.' }, waterQuestion('true_false'))).toBe(false);
  expect(givesAway({ stem: waterQuestion('coding').answer }, waterQuestion('coding'))).toBe(false);
});
