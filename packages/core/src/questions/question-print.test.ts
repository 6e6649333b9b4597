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
