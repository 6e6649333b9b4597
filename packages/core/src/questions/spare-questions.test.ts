import fc from 'fast-check';
import { QuestionType } from '@lectern/contract';
import { expect, it } from 'vitest';
import { shareTypes } from './share-types.ts';
import { spareFor } from './spare-questions.ts';

it('calls are filled up, no type is asked for less than it needs, and a round never costs a third more calls than it must', () => {
  const anyTypes = fc.subarray(QuestionType.options, { minLength: 1 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), anyTypes, fc.nat({ max: 2 }), (count, types, round) => {
      const missing = shareTypes(count, types);
      const asked = spareFor(missing, round);
      const total = asked.reduce((sum, share) => sum + share.count, 0);
      expect(total % 5).toBe(0);
      expect(total).toBeLessThanOrEqual(Math.ceil((count * 1.3) / 5) * 5);
      for (const [at, { type, count: need }] of missing.entries()) {
        expect(asked[at]?.type).toBe(type);
        expect(asked[at]?.count).toBeGreaterThanOrEqual(need);
      }
    }),
  );
});

it.each([
  [5, 5],
  [12, 15],
  [20, 25],
  [50, 60],
])('for a set of %i questions %i are asked for', (count, asked) => {
  const shares = spareFor(shareTypes(count, ['single_choice', 'true_false']), 0);
  expect(shares.reduce((sum, share) => sum + share.count, 0)).toBe(asked);
});
