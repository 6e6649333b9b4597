import type { Criterion } from './item.ts';

/** Where a description goes on from what a thing is to what else is said of it. */
const strongJoint =
  /(?<!\b(?:in|by|to|from|of|at|on|for|with|through)),? (?:meaning )?(?=(?:that|which|who|whose|where|when|because|so that|while|until|if|(?:in|by|to|from|of|at|on|for|with|through) which)\b)/gu;
/** Where a description without such a joint can be cut; `such as` and `is used` are one. */
const looseJoint =
  /(?<!\b(?:is|are|be|been|was|were|such|number|kind|type))(?:, (?:and|or)?| (?:and|or))? (?=(?:used|for|with|without|from|by|to|in|into|on|between|during|outside|inside|within|across)\b)/gu;
/** The last resort: `of …` alone says little. */
const ofJoint = / (?=of\b)/gu;

const mostCriteria = 4;
const words = (text: string) => text.split(' ').length;

function splitStrongly(description: string): string[] {
  const merged: string[] = [];
  for (const piece of description.split(strongJoint)) {
    const last = merged.at(-1);
    // A piece of two words means nothing alone.
    if (last !== undefined && (merged.length === mostCriteria || words(piece) < 3 || words(last) < 2))
      merged[merged.length - 1] = `${last} ${piece}`;
    else merged.push(piece);
  }
  return merged;
}

/** Two parts about as long as each other. */
function splitInMiddle(description: string, joint: RegExp): string[] {
  const cuts = [...description.matchAll(joint)]
    .map(({ index, 0: mark }) => [description.slice(0, index), description.slice(index + mark.length)] as const)
    .filter(([before, after]) => words(before) >= 2 && words(after) >= 2);
  const unevenness = ([before, after]: readonly [string, string]) => Math.abs(before.length - after.length);
  const [best] = cuts.sort((a, b) => unevenness(a) - unevenness(b));
  return best ? [...best] : [description];
}

/** Yes/no criteria for an answer that should say `description` after `opening`: the first part counts double. None where it has no parts. */
export function rubricFor(opening: string, description: string): Criterion[] {
  const strong = splitStrongly(description);
  const loose = strong.length > 1 ? strong : splitInMiddle(description, looseJoint);
  const [first, ...rest] = loose.length > 1 ? loose : splitInMiddle(description, ofJoint);
  if (first === undefined || rest.length === 0) return [];
  return [
    { criterion: `Says that ${opening} ${first}.`, points: 2 },
    ...rest.map((piece) => ({ criterion: `Mentions “${piece}”, or the same in other words.`, points: 1 })),
  ];
}
