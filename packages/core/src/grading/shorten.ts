import { cleanText } from '../models/clean-text.ts';

/** At most so many characters, on one line; what is longer ends with an ellipsis. */
export function shorten(text: string, length: number): string {
  const line = cleanText(text).replaceAll(/\s+/gu, ' ').trim();
  return line.length <= length ? line : `${cleanText(line.slice(0, length - 1)).trimEnd()}…`;
}

/** The first so many sentences, whatever the language. */
export function firstSentences(text: string, count: number): string {
  const sentences = [...new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text)];
  return sentences
    .slice(0, count)
    .map(({ segment }) => segment)
    .join('')
    .trim();
}
