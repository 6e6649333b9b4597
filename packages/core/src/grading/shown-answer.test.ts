import { expect, it } from 'vitest';
import { packAnswers } from './shown-answer.ts';

function answersOf(count: number, { characters = 10, criteria = 3 } = {}) {
  return Array.from({ length: count }, (_, at) => {
    const key = { askedId: 'q', basisId: 'q', part: 'answer' as const, answerHash: String(at).padStart(4, '0') };
    const rubric = Array.from({ length: criteria }, () => ({ criterion: 'c', points: 1 }));
    return { key, rubric, text: 'x'.repeat(characters) };
  });
}
const sizes = (packs: readonly (readonly unknown[])[]): number[] => packs.map(({ length }) => length);

it.each([
  [0, {}, []],
  [10, {}, [10]],
  [11, {}, [6, 5]],
  [10, { characters: 10_000 }, [5, 5]],
  [10, { criteria: 10 }, [5, 5]],
  [1, { characters: 100_000, criteria: 200 }, [1]],
])('%i answers (%o) are calls of %o', (count, over, expected) => {
  expect(sizes(packAnswers(answersOf(count, over), 10))).toEqual(expected);
});

it('answers go into the same calls in whichever order they come', () => {
  const answers = answersOf(25);
  expect(packAnswers(answers.toReversed(), 10)).toEqual(packAnswers(answers, 10));
});
