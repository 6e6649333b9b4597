import { limits } from '@lectern/contract';
import type { TypeCount } from './share-types.ts';

/**
 * What is asked for beyond the need, since some of it will be turned down: a round of two calls in a row more costs a
 * teacher more than a few questions that are thrown away. In small sets one more call would be a third more.
 */
const sparePercent = { small: 0, first: 15, again: 30 } as const;
const leastToSpare = 20;

/** How many of each type the calls of a round ask for, given what is missing: whole calls. Rounds count from 0. */
export function spareFor(missing: readonly TypeCount[], round: number): TypeCount[] {
  const total = missing.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return [];
  const percent = round > 0 ? sparePercent.again : total < leastToSpare ? sparePercent.small : sparePercent.first;
  // In whole numbers: 50 times 1.1 is a little more than 55 otherwise.
  const calls = Math.ceil((total * (100 + percent)) / (100 * limits.questionsPerWrite));
  const asked = missing.map((wanted) => ({ ...wanted }));
  for (let spare = calls * limits.questionsPerWrite - total; spare > 0; spare -= 1) {
    const next = asked[(spare - 1) % asked.length];
    if (next) next.count += 1;
  }
  return asked;
}
