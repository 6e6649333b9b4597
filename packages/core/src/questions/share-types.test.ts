import { QuestionType } from '@lectern/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dealTypes, missingTypes, shareTypes } from './share-types.ts';

it('each type is asked for as often as the others, give or take one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.subarray(QuestionType.options, { minLength: 1 }), (count, types) => {
      const shares = shareTypes(count, types);
      expect(shares.reduce((sum, share) => sum + share.count, 0)).toBe(count);
      for (const share of shares) expect(Math.abs(share.count - count / types.length)).toBeLessThan(1);
    }),
  );
});

it('calls together ask for all that is wanted, none for more than it may', () => {
  const anyWanted = fc.record({ single_choice: fc.nat({ max: 60 }), true_false: fc.nat({ max: 60 }) });
  fc.assert(
    fc.property(anyWanted, (counts) => {
      const wanted = QuestionType.options.map((type) => ({ type, count: counts[type] })).filter(({ count }) => count > 0);
      const hands = dealTypes(wanted, 5);
      const dealt = new Map<QuestionType, number>();
      for (const { type, count } of hands.flat()) dealt.set(type, (dealt.get(type) ?? 0) + count);
      expect(missingTypes(wanted, dealt)).toEqual([]);
      const sizes = hands.map((hand) => hand.reduce((sum, { count }) => sum + count, 0));
      expect(sizes.slice(0, -1).every((size) => size === 5)).toBe(true);
      expect(sizes.every((size) => size > 0 && size <= 5)).toBe(true);
    }),
  );
});

it('another round asks for the type that is missing', () => {
  const wanted = shareTypes(10, ['single_choice', 'true_false']);
  expect(missingTypes(wanted, new Map([['single_choice', 5]]))).toEqual([{ type: 'true_false', count: 5 }]);
});
