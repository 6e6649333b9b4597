import { normalizeText } from '../documents/text/normalize-text.ts';
import { isFunctionWord } from './rules/function-words.ts';

/** Scripts that put no space between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Words of a text, lower case, for comparing: what is left of punctuation and white space. */
export function wordsOf(text: string): string[] {
  // Marks belong to their letter: without them words of Hindi, Arabic or Thai would fall apart.
  const runs =
    normalizeText(text)
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return runs.flatMap((run) => (unspaced.test(run) ? Array.from(segmenter.segment(run), ({ segment }) => segment) : [run]));
}

/** Equal for texts that differ in case, punctuation or white space only. */
export function plain(text: string): string {
  return wordsOf(text).join(' ');
}

/** Shared words by all words, 0 to 1. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
}

/** How much of `part` is in `whole`, 0 to 1; 0 for an empty part. */
export function coverage(part: ReadonlySet<string>, whole: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of part) if (whole.has(word)) shared += 1;
  return part.size === 0 ? 0 : shared / part.size;
}

/** The words of one text that are not in another. */
export function newWords(words: ReadonlySet<string>, known: ReadonlySet<string>): Set<string> {
  return new Set([...words].filter((word) => !known.has(word)));
}

/** Letters that words of one family share, as a rule: "evaporates", "evaporation". Shorter words lose the s of a plural at most. */
const familyLetters = 6;

/** The words that carry meaning, cut to what words of one family share. */
export function contentWords(text: string): Set<string> {
  const words = wordsOf(text).filter((word) => !isFunctionWord(word));
  return new Set(words.map((word) => (word.length > familyLetters ? word.slice(0, familyLetters) : word.replace(/(?<=..)s$/u, ''))));
}
