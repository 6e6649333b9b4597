import { QuestionType } from '@lectern/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dealTypes, missingTypes, mostOfType, shareTypes, type TypeCount } from './share-types.ts';

const anyTypes = fc.subarray(QuestionType.options, { minLength: 1 });
const sumOf = (shares: readonly TypeCount[]) => shares.reduce((sum, { count }) => sum + count, 0);

it('each type is asked for as often as the others, give or take one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), anyTypes, (count, types) => {
      const shares = shareTypes(count, types);
      expect(sumOf(shares)).toBe(count);
      for (const share of shares) expect(Math.abs(share.count - count / types.length)).toBeLessThan(1);
    }),
  );
});

it('calls together ask for all that is wanted, none for more than it may', () => {
  const anyWanted = fc.tuple(...QuestionType.options.map(() => fc.nat({ max: 30 })));
  fc.assert(
    fc.property(anyWanted, (counts) => {
      const wanted = QuestionType.options.map((type, at) => ({ type, count: counts[at] ?? 0 })).filter(({ count }) => count > 0);
      const hands = dealTypes(wanted, 5);
      const dealt = new Map<QuestionType, number>();
      for (const { type, count } of hands.flat()) dealt.set(type, (dealt.get(type) ?? 0) + count);
      expect(missingTypes(wanted, dealt)).toEqual([]);
      const sizes = hands.map(sumOf);
      expect(sizes.slice(0, -1).every((size) => size === 5)).toBe(true);
      expect(sizes.every((size) => size > 0 && size <= 5)).toBe(true);
    }),
  );
});

it('another round asks for what types lack, but for the few that others stand in for', () => {
  const anySet = fc.integer({ min: 1, max: 100 }).chain((count) =>
    anyTypes.chain((types) => {
      const shares = shareTypes(count, types);
      return fc.tuple(fc.constant(shares), fc.tuple(...shares.map((share) => fc.nat({ max: mostOfType(share.count) }))));
    }),
  );
  fc.assert(
    fc.property(anySet, ([shares, present]) => {
      const there = new Map(shares.map(({ type }, at) => [type, present[at] ?? 0]));
      const missing = missingTypes(shares, there);
      expect(sumOf(missing)).toBeGreaterThanOrEqual(sumOf(shares) - present.reduce((sum, count) => sum + count, 0));
      for (const { type, count: share } of shares) {
        const lacking = Math.max(0, share - (there.get(type) ?? 0));
        const asked = missing.find((wanted) => wanted.type === type)?.count ?? 0;
        expect(asked).toBeLessThanOrEqual(lacking);
        expect(asked).toBeGreaterThanOrEqual(lacking - (mostOfType(share) - share));
      }
    }),
  );
  // A type that is not there at all is missing, however many there are of the others.
  const five = QuestionType.options.slice(0, 5);
  expect(missingTypes(shareTypes(30, QuestionType.options), new Map(five.map((type) => [type, 6])))).toHaveLength(1);
  expect(missingTypes(shareTypes(10, ['single_choice', 'true_false']), new Map([['single_choice', 5]]))).toEqual([
    { type: 'true_false', count: 5 },
  ]);
});
