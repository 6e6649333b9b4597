import { startsInsideSentence } from './line-starts.ts';
import type { PageText } from './page-text.ts';

/** A line of a page, cleaned. */
export interface Line {
  page: number;
  /** Not empty; single spaces, and a tab where the reader saw the gap between two cells. */
  text: string;
  /** Blank lines stand before it. */
  isAfterGap: boolean;
  /** Characters of a full line around here, by which short lines are known; infinite where nothing runs over a line's end. */
  pageWidth: number;
}

const UNSEEN = /(?![\t\n])[\p{Cc}\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/gu;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
const LETTERS_WITH_CASE = /[\p{Lu}\p{Ll}]/u;
/** Full lines that a page must have to speak for itself. */
const ENOUGH_LINES = 3;
/** Almost the longest: a few run out into the margin. */
const WIDTH_PERCENTILE = 0.9;

/** All lines with text, in order, over all pages. */
export function linesOf(pages: readonly PageText[]): Line[] {
  const cleaned = pages.map(({ page, text }) => ({ page, lines: text.split('\n').map(cleanLine) }));
  const full = cleaned.map(({ lines }) => fullLengthsOf(lines));
  const usual = percentile(full.flat(), WIDTH_PERCENTILE) ?? Infinity;
  return cleaned.flatMap(({ page, lines }, i) => {
    const own = full[i] ?? [];
    const pageWidth = own.length < ENOUGH_LINES ? usual : (percentile(own, WIDTH_PERCENTILE) ?? usual);
    return lines.flatMap((text, at) => (text === '' ? [] : [{ page, text, isAfterGap: at > 0 && lines[at - 1] === '', pageWidth }]));
  });
}

function cleanLine(raw: string): string {
  const line = raw
    // One at the end still tells that the word goes on.
    .replace(/\u00AD(?!\s*$)/g, '')
    .replace(UNSEEN, '')
    .replace(/[^\S\t]+/g, ' ')
    .replace(/ ?\t\s*/g, '\t')
    .trim();
  // Gaps are measured from left to right: between words of the other direction the reader sees one everywhere.
  return RIGHT_TO_LEFT.test(line) ? line.replaceAll('\t', ' ') : line;
}

/**
 * Lengths of the lines that are full beyond doubt: their sentence goes on in lower case on the next one. Where letters have no
 * case, all lines.
 */
function fullLengthsOf(lines: readonly string[]): number[] {
  const full = lines.filter((line, i) => {
    const next = lines[i + 1] ?? '';
    if (line === '' || line.includes('\t')) return false;
    return LETTERS_WITH_CASE.test(line) ? startsInsideSentence(next) : next !== '';
  });
  return full.map((line) => line.length);
}

function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
