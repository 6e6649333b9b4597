import { normalizeText } from '../documents/text/normalize-text.ts';

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
