import { describe, expect, it } from 'vitest';
import { isDuplicate, printOf, type PrintedQuestion } from './question-print.ts';

const base: PrintedQuestion = {
  type: 'single_choice',
  stem: 'What is the process called by which water turns into vapour?',
  answer: 'evaporation',
  quote: 'By evaporation water turns into vapour.',
  vector: null,
  embeddingModel: null,
};
const reworded = {
  ...base,
  stem: 'What is the process called in which water turns into vapour?',
  quote: 'Evaporation is what turns water into vapour.',
};

function same(a: PrintedQuestion, b: PrintedQuestion): boolean {
  return isDuplicate(printOf(a), printOf(b));
}

describe('a reworded question is a duplicate', () => {
  it('by its words alone', () => {
    expect(same(base, reworded)).toBe(true);
  });

  it('also after the embedding model was changed, whatever the length of its vectors', () => {
    const old = { ...base, vector: [1, 0], embeddingModel: 'old' };
    expect(same(old, { ...reworded, vector: [1, 0, 0], embeddingModel: 'new' })).toBe(true);
    expect(same(old, { ...reworded, vector: [0, 1], embeddingModel: 'new' })).toBe(true);
  });

  it('unless the vectors of one model say that it means something else', () => {
    const far = { ...reworded, vector: [0, 1], embeddingModel: 'one' };
    expect(same({ ...base, vector: [1, 0], embeddingModel: 'one' }, far)).toBe(false);
  });
});

it('the same sentence with the same key is the same question in other words', () => {
  const other = { ...base, stem: 'Name what happens to a puddle on a hot day.' };
  expect(same(base, other)).toBe(true);
  expect(same(base, { ...other, answer: 'vapour' })).toBe(false);
});

it('questions that differ in the one word that matters are two', () => {
  const ask = (name: string, answer: string) => ({
    ...base,
    stem: `Which function converts a value to ${name}?`,
    answer,
    quote: `By ${answer} comes ${name}.`,
  });
  expect(same(ask('an integer', 'int()'), ask('a float', 'float()'))).toBe(false);
  expect(same(ask('its quotient', '//'), ask('its remainder', '%'))).toBe(false);
});

it('the same list asked for twice is one question, whichever of its members are offered', () => {
  const list = { ...base, type: 'multiple_choice' as const, stem: 'Which of these are computers?', embeddingModel: 'one' };
  const far = { ...list, answer: 'servers; tablets; desktops', vector: [0, 1] };
  expect(same({ ...list, answer: 'tablets; phones', vector: [1, 0] }, far)).toBe(true);
  expect(same({ ...list, answer: 'laptops; phones', vector: [1, 0] }, far)).toBe(false);
});

it.each(['cloze', 'short_answer', 'coding'] as const)('a %s with the same stem is the same, however its answer is worded', (type) => {
  expect(same({ ...base, type }, { ...base, type, answer: 'what heat does to water', quote: 'Heat does it.' })).toBe(true);
});

it('one statement with another term in it is a repetition of the other', () => {
  const statement = { ...base, type: 'true_false' as const, stem: 'Evaporation turns water into vapour.', answer: 'True' };
  expect(same(statement, { ...statement, stem: 'Filtration turns water into vapour.', answer: 'False' })).toBe(true);
});

describe('two questions whose vectors are nearly one', () => {
  const free = { ...base, type: 'short_answer' as const, answer: 'water turns into vapour', embeddingModel: 'one', vector: [1, 0] };
  const other = {
    ...free,
    stem: 'Explain what happens to water by evaporation.',
    answer: 'it turns into vapour',
    vector: [1, 0.1],
    quote: 'Other.',
  };

  it('are one though most of their words differ', () => {
    expect(same(free, other)).toBe(true);
  });

  it('but not when they share hardly a word, or ask for another key', () => {
    expect(same(free, { ...other, stem: 'Describe evaporation.', answer: 'a change of state' })).toBe(false);
    const keyed = { ...free, type: 'single_choice' as const };
    expect(
      same({ ...keyed, answer: 'evaporation' }, { ...keyed, stem: `${free.stem} Or not?`, quote: 'Other.', answer: 'condensation' }),
    ).toBe(false);
  });
});
