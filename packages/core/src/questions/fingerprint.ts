import { normalizeText } from '../documents/text/normalize-text.ts';

/** Words of a text, lower case, for comparing: what is left of punctuation and white space. */
export function wordsOf(text: string): string[] {
  return (
    normalizeText(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** Equal for texts that differ in case, punctuation or white space only. */
export function plain(text: string): string {
  return wordsOf(text).join(' ');
}

/** Shared words by all words, 0 to 1. */
export function jaccard(a: readonly string[], b: readonly string[]): number {
  const [left, right] = [new Set(a), new Set(b)];
  const shared = [...left].filter((word) => right.has(word)).length;
  const all = left.size + right.size - shared;
  return all === 0 ? 0 : shared / all;
}
