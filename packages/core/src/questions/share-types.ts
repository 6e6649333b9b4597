import type { QuestionType } from '@lectern/contract';

export interface TypeCount {
  type: QuestionType;
  count: number;
}

/** So many of each type, as even as it goes; the odd ones go to the first types. */
export function shareTypes(count: number, types: readonly QuestionType[]): TypeCount[] {
  const [each, odd] = [Math.floor(count / types.length), count % types.length];
  return types.map((type, at) => ({ type, count: each + (at < odd ? 1 : 0) })).filter((share) => share.count > 0);
}

/**
 * How many questions a type may go beyond its share, or stay below it, one in eight: a teacher who wants 25 of each would
 * rather have 27 and 23 than wait for another round.
 */
function toleranceOf(share: number): number {
  return Math.floor(share / 8);
}

/** How many of a type a set may hold at the most. */
export function mostOfType(share: number): number {
  return share + toleranceOf(share);
}

/** What is missing of each type, given what is there already: what is too many of one stands in for a few of another. */
export function missingTypes(wanted: readonly TypeCount[], present: ReadonlyMap<QuestionType, number>): TypeCount[] {
  const lacking = wanted.map(({ type, count }) => ({ type, count: Math.max(0, count - (present.get(type) ?? 0)) }));
  let excess = wanted.reduce((sum, { type, count }) => sum + Math.max(0, (present.get(type) ?? 0) - count), 0);
  for (const [at, share] of lacking.entries()) {
    const covered = Math.min(excess, share.count, toleranceOf(wanted[at]?.count ?? 0));
    share.count -= covered;
    excess -= covered;
  }
  return lacking.filter((share) => share.count > 0);
}

/** Deals the wanted questions out into hands of so many, each mixed of all types as long as these last. */
export function dealTypes(wanted: readonly TypeCount[], perHand: number): TypeCount[][] {
  const most = Math.max(0, ...wanted.map(({ count }) => count));
  const cards = Array.from({ length: most }, (_, turn) => wanted.filter(({ count }) => turn < count).map(({ type }) => type)).flat();
  const hands: TypeCount[][] = [];
  for (let at = 0; at < cards.length; at += perHand) hands.push(countTypes(cards.slice(at, at + perHand)));
  return hands;
}

function countTypes(types: readonly QuestionType[]): TypeCount[] {
  const counts = new Map<QuestionType, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return Array.from(counts, ([type, count]) => ({ type, count }));
}
