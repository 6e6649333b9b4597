import type { TypeCount } from './share-types.ts';

/**
 * What is asked for beyond the need, since some of it will be turned down: a round of two calls in a row more costs a
 * teacher more than a few questions that are thrown away. Sets of fewer questions than `leastToSpare` are asked for as
 * they are: one more call would be a third more.
 */
const spareShare = { first: 0.1, again: 0.3 } as const;
const leastToSpare = 20;

/** How many of each type the calls of a round ask for, given what is missing. Rounds count from 0. */
export function spareFor(missing: readonly TypeCount[], round: number): TypeCount[] {
  const total = missing.reduce((sum, { count }) => sum + count, 0);
  if (round === 0 && total < leastToSpare) return [...missing];
  const share = round === 0 ? spareShare.first : spareShare.again;
  return missing.map(({ type, count }) => ({ type, count: Math.ceil(count * (1 + share)) }));
}
