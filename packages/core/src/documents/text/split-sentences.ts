import { endsInAbbreviation } from './abbreviations.ts';

export interface SentenceSpan {
  start: number;
  end: number;
}

/** "3.", "(b)", "IV." alone: the number of what follows. */
const ENUMERATOR = /^\(?(?:\d{1,3}|\p{L}|[ivxIVX]{1,5})[.)]$/u;
/** Of a sentence, what decides whether its last point ends it. */
const TAIL = 60;
const CONTINUES = /^[\p{Ll},;:)\]%]/u;

/**
 * Sentences of running text as spans without the white space around them. Beyond `Intl.Segmenter` it knows abbreviations,
 * initials and enumerators, after which a sentence goes on.
 */
export function createSentenceSplitter(locale: string | undefined): (text: string) => SentenceSpan[] {
  const segmenter = new Intl.Segmenter(locale, { granularity: 'sentence' });
  return (text) => {
    const spans: SentenceSpan[] = [];
    for (const { segment, index } of segmenter.segment(text)) {
      const span = trimmed(segment, index);
      const last = spans.at(-1);
      if (span === undefined) continue;
      if (last && goesOn(text.slice(Math.max(last.start, last.end - TAIL), last.end), text.slice(span.start, span.end)))
        last.end = span.end;
      else spans.push(span);
    }
    return spans;
  };
}

function trimmed(segment: string, index: number): SentenceSpan | undefined {
  const start = index + segment.length - segment.trimStart().length;
  const end = index + segment.trimEnd().length;
  return start < end ? { start, end } : undefined;
}

function goesOn(before: string, after: string): boolean {
  return ENUMERATOR.test(before) || CONTINUES.test(after) || (before.endsWith('.') && endsInAbbreviation(before, after));
}
