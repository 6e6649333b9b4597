import type { Block } from './blocks.ts';

/** A sentence of a block, with the exact stretch of the passage it came from. */
export interface RawSentence {
  text: string;
  /** The same stretch as it stands in the passage, line breaks included. */
  quote: string;
}

const abbreviation =
  /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|ca|approx|al|Dr|Mr|Mrs|Ms|Prof|St|Fig|Figs|No|Nr|vol|pp?|z\.\s?B|bzw|usw|\p{Lu})\.\s*$/u;
/** The Unicode rules see no border before a small letter or a digit; where a full word ended with a stop there is one (`… it. int() converts`). */
const borderBeforeSmall = /(?<=[^.\s]{3}[.!?]["”')]?) +(?=\p{Ll}|\d)|(?<=[^.\s][.!?]["”')]?) +(?=[a-z_]+\(\) )/gu;

function* cut(text: string, segmenter: Intl.Segmenter): Generator<{ start: number; end: number }> {
  for (const { segment, index } of segmenter.segment(text)) {
    let start = index;
    for (const border of segment.matchAll(borderBeforeSmall)) {
      yield { start, end: index + border.index };
      start = index + border.index + border[0].length;
    }
    yield { start, end: index + segment.length };
  }
}

/** Cuts a block into sentences by a segmenter of sentences for its language, mended for abbreviations. */
export function splitSentences(block: Block, passage: string, segmenter: Intl.Segmenter): RawSentence[] {
  const spans: { start: number; end: number }[] = [];
  for (const span of cut(block.text, segmenter)) {
    const last = spans.at(-1);
    if (last && abbreviation.test(block.text.slice(last.start, last.end))) last.end = span.end;
    else spans.push(span);
  }
  return spans.flatMap(({ start, end }) => toSentence(block, passage, start, end));
}

function toSentence(block: Block, passage: string, start: number, end: number): RawSentence[] {
  const text = block.text.slice(start, end).trimEnd();
  const first = block.origin[start];
  const last = block.origin[start + text.length - 1];
  if (first === undefined || last === undefined) return [];
  return [{ text, quote: passage.slice(first, last + 1) }];
}
