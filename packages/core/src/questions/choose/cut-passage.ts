import { countTokens } from '../../documents/text/count-tokens.ts';
import { createSentenceSplitter } from '../../documents/text/split-sentences.ts';

const splitSentences = createSentenceSplitter(undefined);

/**
 * The beginning of a text that has at most so many tokens and ends with a sentence or line; verbatim, so that quotes of it
 * are quotes of the text. The first sentence stays, however long it is.
 */
export function cutAtSentenceEnd(text: string, maxTokens: number): string {
  if (countTokens(text) <= maxTokens) return text;
  const ends = splitSentences(text).map(({ end }) => end);
  let [fits, tooLong] = [0, ends.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (countTokens(text.slice(0, ends[middle])) <= maxTokens) fits = middle;
    else tooLong = middle;
  }
  return text.slice(0, ends[fits]);
}
