import { BULLET, INVISIBLE, LETTER, unifyCharacters } from './characters.ts';

/** A text reduced to what a match is decided by. `starts[i]`/`ends[i]`: the stretch of the original that `text[i]` came from. */
export interface CanonicalText {
  text: string;
  starts: readonly number[];
  ends: readonly number[];
}

/** A character with its combining marks; conjoining Hangul letters stay together, since NFKC makes one syllable of them. */
const CLUSTER = /[\u1100-\u11FF]+\p{M}*|\P{M}\p{M}*|\p{M}+/gu;
const PLAIN_WORD = /^[A-Za-z0-9]$/;

/**
 * Drops white space, hyphens inside words, bullets and what is invisible, and unifies the rest (`unifyCharacters`), so that
 * "exam-\nple", "exam-ple", "example" and "exam ple" are the same. PDFs split and join words too freely for anything stricter.
 */
export function canonicalText(original: string): CanonicalText {
  const kept: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const keep = (unit: string, start: number, end: number): void => {
    if (LETTER.test(unit) && kept.at(-1) === '-' && LETTER.test(kept.at(-2) ?? '')) {
      kept.pop();
      starts.pop();
      ends.pop();
    }
    kept.push(unit);
    starts.push(start);
    ends.push(end);
  };
  for (const match of original.matchAll(CLUSTER)) {
    const [cluster] = match;
    const end = match.index + cluster.length;
    const forms = PLAIN_WORD.test(cluster) ? cluster : unifyCharacters(cluster);
    for (const form of forms) {
      if (!INVISIBLE.test(form) && !BULLET.test(form)) keep(form, match.index, end);
    }
  }
  return spread(kept, starts, ends);
}

/** From one entry per code point to one per UTF-16 unit, which is what `indexOf` counts in. */
function spread(kept: string[], starts: number[], ends: number[]): CanonicalText {
  const text = kept.join('');
  if (text.length === kept.length) return { text, starts, ends };
  const repeat = (values: number[]): number[] => kept.flatMap((unit, i) => Array.from(unit.split(''), () => values[i] ?? 0));
  return { text, starts: repeat(starts), ends: repeat(ends) };
}
