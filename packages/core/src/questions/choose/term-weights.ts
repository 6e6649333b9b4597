import { wordsOf, type PassageSentence } from './read-sentences.ts';

/** Occurrences that make a word as important as occurring can make it. */
const manyOccurrences = 8;
/** Whom it is named by makes a word at least so important. */
const namedWeight = { outline: 0.9, heading: 0.6 } as const;
/** Below this a word is too common to be a term, whoever names it: "the", "and". */
const leastRarity = 0.15;

interface WordCount {
  total: number;
  /** Passages it is in, and the last of these. */
  within: number;
  last: number;
}

/**
 * How much each word tells about a passage it is in, 0 to 1: words that are repeated, but in few of the passages, and those
 * that headings and the outline use. Needs no list of stop words, so that it serves all languages.
 */
export function weighTerms(
  passages: readonly { heading: string | null; sentences: readonly PassageSentence[] }[],
  outlineTerms: readonly string[],
): ReadonlyMap<string, number> {
  const seen = countWords(passages);
  const outline = new Set(outlineTerms.flatMap(wordsOf));
  const headings = new Set(passages.flatMap(({ heading }) => (heading === null ? [] : wordsOf(heading))));
  const all = Math.log(passages.length + 1);
  const weights = new Map<string, number>();
  for (const [word, { total, within }] of seen) {
    if (/^\p{N}/u.test(word) || word.length < 2) continue;
    const rarity = Math.log((passages.length + 1) / within) / all;
    if (rarity < leastRarity) continue;
    const weight = rarity * Math.min(1, Math.log1p(total) / Math.log1p(manyOccurrences));
    const named = outline.has(word) ? namedWeight.outline : headings.has(word) ? namedWeight.heading : 0;
    weights.set(word, Math.max(weight, named));
  }
  return weights;
}

function countWords(passages: readonly { sentences: readonly PassageSentence[] }[]): Map<string, WordCount> {
  const seen = new Map<string, WordCount>();
  for (const [at, { sentences }] of passages.entries()) {
    for (const { words } of sentences) {
      for (const word of words) {
        const count = seen.get(word);
        if (!count) seen.set(word, { total: 1, within: 1, last: at });
        else {
          count.total += 1;
          if (count.last !== at) count.within += 1;
          count.last = at;
        }
      }
    }
  }
  return seen;
}
