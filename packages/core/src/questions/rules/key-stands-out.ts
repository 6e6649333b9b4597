import { distractorsOf, hasOwnOptions, keysOf, type Rule } from './item.ts';

/** So many times the longest distractor, and by so many characters: between one word and two nobody counts letters. */
const tooLong = { ratio: 1.5, characters: 20 } as const;

/** The longest option is the key: what students who know nothing choose first. */
export const hasKeyThatStandsOut: Rule = (item) => {
  if (!hasOwnOptions(item)) return undefined;
  const shortestKey = Math.min(...keysOf(item).map(lengthOf));
  const longestDistractor = Math.max(...distractorsOf(item).map(lengthOf));
  const standsOut = shortestKey >= longestDistractor * tooLong.ratio && shortestKey - longestDistractor >= tooLong.characters;
  return standsOut ? 'key_stands_out' : undefined;
};

function lengthOf(text: string): number {
  return text.trim().length;
}
