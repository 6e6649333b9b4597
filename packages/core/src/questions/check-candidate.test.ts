import { expect, it } from 'vitest';
import { checkCandidate } from './check-candidate.ts';
import { writtenChoice } from './testing/scripted-models.ts';

function check(text: string, over: Parameters<typeof writtenChoice>[0]) {
  const source = { documentId: 'water', revision: 1, pages: [{ page: 7, text }] };
  return checkCandidate(writtenChoice(over), source, ['single_choice']);
}

it.each([
  ['Chinese', '水循环是地球上水的持续运动。蒸发使水变成水蒸气。', '蒸发使水变成水蒸气'],
  ['Japanese', '水は太陽の熱で蒸発する。やがて雨になる。', '水は太陽の熱で蒸発する'],
  ['Thai', 'น้ำระเหยกลายเป็นไอเมื่อได้รับความร้อน', 'น้ำระเหยกลายเป็นไอ'],
])('a sentence in %s is evidence', (_language, text, quote) => {
  expect(check(text, { quote })).toMatchObject({ page: 7, quote });
});

it('two words prove nothing', () => {
  const text = 'The water rises into the air.';
  expect(check(text, { quote: 'water rises' })).toBe('no_evidence');
  expect(check(text, { quote: 'water rises into' })).toMatchObject({ page: 7 });
});

it('a question of nothing but white space is none', () => {
  expect(check('The water rises into the air.', { quote: 'water rises into', stem: ' ' })).toBe('malformed');
});

it('a type that nobody asked for is turned down', () => {
  const options = ['True', 'False'].map((text, at) => ({ text, correct: at === 0, reason: '' }));
  expect(check('The water rises into the air.', { quote: 'water rises into', type: 'true_false', options })).toBe('malformed');
});
