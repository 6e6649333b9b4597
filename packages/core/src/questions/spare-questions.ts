import { limits } from '@lectern/contract';
import type { TypeCount } from './share-types.ts';

/**
 * What is asked for beyond the need, since some of it will be turned down: a round of two calls in a row more costs a
 * teacher more than a few questions that are thrown away. In small sets one more call would be a third more.
 */
const spareShare = { small: 0, first: 0.15, again: 0.3 } as const;
const leastToSpare = 20;

/** How many of each type the calls of a round ask for, given what is missing: whole calls. Rounds count from 0. */
export function spareFor(missing: readonly TypeCount[], round: number): TypeCount[] {
  const total = missing.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return [];
  const share = round > 0 ? spareShare.again : total < leastToSpare ? spareShare.small : spareShare.first;
  // Rounded, as 50 times 1.1 is a little more than 55 here.
  const calls = Math.ceil(Math.round(total * (1 + share) * 1_000) / 1_000 / limits.questionsPerWrite);
  const asked = missing.map((wanted) => ({ ...wanted }));
  for (let spare = calls * limits.questionsPerWrite - total; spare > 0; spare -= 1) {
    const next = asked[(spare - 1) % asked.length];
    if (next) next.count += 1;
  }
  return asked;
}
