import type { EdgeLine, PageEdges } from './page-edges.ts';

/** Pages this far away confirm a printed number; numbering may start anew with front matter and chapters. */
const NEIGHBOURHOOD = 4;
/** In a text full of numbers some agree by chance; of page numbers most do. */
const CONFIRMED_SHARE = 0.5;
const MIN_CONFIRMATIONS = 2;
const ROMAN = /^(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/i;
const ROMAN_VALUES: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };
/** "page" and "of" in the languages most often met. */
const PAGE = 'page|pages|p|pg|seite|s|página|pagina|pág|pag|sida|side|strona|str|стр|страница';
const OF = 'of|von|sur|de|di|van|av|af|z|из';
const PAGE_WORD = new RegExp(`^(?:${PAGE})$`, 'iu');
/** "7", "- 7 -", "Page 7 of 20", "7/20", "3-7" with the page number already replaced by `#`. */
const BARE = new RegExp(
  String.raw`^[^\p{L}\p{N}]*(?:(?:${PAGE})[^\p{L}\p{N}]*|\d+[-–.:])?#(?:[^\p{L}\p{N}]*(?:${OF}|/)[^\p{L}\p{N}]*\d+)?[^\p{L}\p{N}]*$`,
  'iu',
);
const TOKENS = /[\p{L}\p{N}]+/gu;

interface NumberToken {
  value: number;
  index: number;
  length: number;
}

/**
 * Which numbers at the edges of pages are page numbers: those that grow by one from page to page, as most
 * neighbours confirm (in a document of two pages the other one). Returns for a line its text with such a number replaced by `#`: nothing if there is
 * none, several texts if several numbers may be meant.
 */
export function findPrintedPageNumbers(pages: readonly PageEdges[]): (line: EdgeLine) => string[] {
  const shifts = new Map(pages.map((edges) => [edges.page, shiftsOf(edges)]));
  const isConfirmed = (page: number, shift: number): boolean => {
    const neighbours = neighboursOf(page).flatMap((near) => shifts.get(near) ?? []);
    const needed = Math.max(Math.min(MIN_CONFIRMATIONS, pages.length - 1), neighbours.length * CONFIRMED_SHARE);
    return needed > 0 && neighbours.filter((found) => found.has(shift)).length >= needed;
  };
  return ({ page, text }) =>
    outerNumbers(text)
      .filter(({ value }) => isConfirmed(page, value - page))
      .map(({ index, length }) => `${text.slice(0, index)}#${text.slice(index + length)}`);
}

function neighboursOf(page: number): number[] {
  return Array.from({ length: 2 * NEIGHBOURHOOD + 1 }, (_, i) => page - NEIGHBOURHOOD + i).filter((near) => near !== page);
}

/** By how much the numbers at a page's edges differ from its position in the file. */
function shiftsOf({ page, top, bottom }: PageEdges): Set<number> {
  return new Set([...top, ...bottom].flatMap((line) => outerNumbers(line.text).map(({ value }) => value - page)));
}

/** Numbers in the first or last word of a line, and after "page"; roman ones only where nothing else could be meant. */
function outerNumbers(text: string): NumberToken[] {
  const words = [...text.matchAll(TOKENS)];
  return words.flatMap((match, i) => {
    const isOuter = i === 0 || i === words.length - 1 || PAGE_WORD.test(words[i - 1]?.[0] ?? '');
    const value = isOuter ? numberOf(match[0], words.length === 1) : undefined;
    return value === undefined ? [] : [{ value, index: match.index, length: match[0].length }];
  });
}

function numberOf(word: string, isAlone: boolean): number | undefined {
  if (/^\d{1,4}$/.test(word)) return Number(word);
  return isAlone && ROMAN.test(word) ? romanValue(word.toLowerCase()) : undefined;
}

function romanValue(roman: string): number {
  const values = [...roman].map((digit) => ROMAN_VALUES[digit] ?? 0);
  return values.reduce((sum, value, i) => (value < (values[i + 1] ?? 0) ? sum - value : sum + value), 0);
}

/** Whether a line is nothing but its page number. */
export function isBarePageNumber(masked: string): boolean {
  return BARE.test(masked);
}
