import type { QuestionType } from '@lectern/contract';
import { findQuote } from '../documents/text/find-quote.ts';
import { escapeTags } from '../models/escape-tags.ts';

/**
 * The words of an answer that a span names, as the answer has them, or undefined where they do not stand there. Of prose white
 * space, quotation marks and dashes do not matter, of programs only white space.
 * @param answer As it was shown to the model.
 */
export function findSpan(answer: string, span: string, type: QuestionType | 'reasoning'): string | undefined {
  // Signs alone prove nothing.
  if (!/[\p{L}\p{N}\p{S}]/u.test(span)) return undefined;
  // The model saw tags escaped, one character for another: places are the same in both.
  const [shown, wanted] = [escapeTags(answer), escapeTags(span)];
  const match = type === 'coding' ? findCode(shown, wanted) : findQuote(shown, wanted);
  return match && answer.slice(match.start, match.end);
}

function findCode(code: string, span: string): { start: number; end: number } | undefined {
  const wanted = span.replaceAll(/\s+/gu, '');
  const places = [...code.matchAll(/\S/g)].map(({ index }) => index);
  const at = places
    .map((place) => code.charAt(place))
    .join('')
    .indexOf(wanted);
  const [start, end] = [places[at], places[at + wanted.length - 1]];
  return at === -1 || start === undefined || end === undefined ? undefined : { start, end: end + 1 };
}
