const WORD = /[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*/gu;
const LAST_PART = /((?:[\p{L}\p{M}]+-)*[\p{L}\p{M}]+)-$/u;
/** No word is longer; patterns need not look further back. */
const MAX_WORD = 80;
const FIRST_PART = /^[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*/u;
/** Shorter halves ("re-", "co-") are syllables more often than words. */
const MIN_HALF = 3;

/** What becomes of the hyphen at the end of `before`. */
export type HyphenMender = (before: string, after: string) => 'drop' | 'keep';

/** Adds a line's words (lower case, compounds whole), but for one that is hyphenated at its end. */
export function addWords(vocabulary: Set<string>, line: string): void {
  const cutOff = line.endsWith('-') ? (LAST_PART.exec(line.slice(-MAX_WORD))?.[0].length ?? 0) : 0;
  for (const [word] of line
    .slice(0, line.length - cutOff)
    .toLowerCase()
    .matchAll(WORD)) {
    vocabulary.add(word);
  }
}

/**
 * Decides by the document's own vocabulary: "exam-|ple" is "example", but "all-|purpose" stays "all-purpose", because the word
 * is written so elsewhere or both halves are words by themselves. Lower case after the hyphen is needed to drop it at all.
 */
export function createHyphenMender(vocabulary: ReadonlySet<string>): HyphenMender {
  return (before, after) => {
    const left = LAST_PART.exec(before.slice(-MAX_WORD))?.[1]?.toLowerCase();
    const right = FIRST_PART.exec(after.slice(0, MAX_WORD))?.[0];
    if (left === undefined || right === undefined || !/^\p{Ll}/u.test(right)) return 'keep';
    if (vocabulary.has(left + right)) return 'drop';
    if (vocabulary.has(`${left}-${right}`)) return 'keep';
    return [left, right].every((half) => half.length >= MIN_HALF && vocabulary.has(half)) ? 'keep' : 'drop';
  };
}
