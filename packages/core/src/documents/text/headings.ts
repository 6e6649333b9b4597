import { matchBookmarks, type Bookmarks, type Heading } from './bookmark-headings.ts';
import { endsSentence, isCode, isListItem, isShort } from './line-shapes.ts';
import { startsInsideSentence } from './line-starts.ts';
import type { Line } from './page-lines.ts';

/** As many bookmarks found per page: they name every heading, so that nothing needs to be guessed. */
const COMPLETE_BOOKMARKS_PER_PAGE = 0.8;
const MAX_CHARACTERS = 90;
const MAX_WORDS = 12;
/** Longer runs of such lines are lists or the cells of a table. */
const MAX_HEADINGS_IN_A_ROW = 2;
/** Numbers that make a line data rather than a title. */
const DATA_NUMBERS = 2;

const DIVISION =
  /^(?:part|chapter|unit|lesson|module|lecture|appendix|teil|kapitel|lektion|chapitre|partie|capítulo|parte|lección|capitolo|hoofdstuk|rozdział|глава|часть)\s+(?:\d+|[IVXLC]+|[A-Z])\b/iu;
const NUMBERED = /^(?:§\s*)?(\d{1,2}(?:\.\d{1,2})*)\.?\s+(?=\p{Lu})/u;
const CUSTOMARY =
  /^(?:abstract|introduction|preface|foreword|contents|table of contents|(?:chapter )?summary|conclusions?|references|bibliography|glossary|exercises|key terms|learning objectives|einleitung|zusammenfassung|inhalt|inhaltsverzeichnis|literatur|introducción|resumen|índice|résumé|sommaire)$/iu;
const DANGLING = /(?:\s(?:and|or|of|the|a|an|to|in|for|with|by|is|are|und|oder|der|die|das|et|ou|de|la|le|y|o|el)|[,(\-–—=+*/&])$/iu;
const UNKNOWN_LEVEL = 9;

/** Which lines begin a heading: those that bookmarks name, and, unless these name all, those that look like one. */
export function findHeadings(lines: readonly Line[], bookmarks: Bookmarks): Map<number, Heading> {
  const known = matchBookmarks(lines, bookmarks);
  const pageCount = new Set(lines.map((line) => line.page)).size;
  if (known.size > 0 && known.size >= pageCount * COMPLETE_BOOKMARKS_PER_PAGE) return known;
  const headings = new Map(known);
  const titles = lines.map((line, i) => !known.has(i) && isTitle(line.text) && !isInNumberedList(lines, i));
  let lastNumber: string | undefined;
  lines.forEach((line, i) => {
    if (!titles[i]) return;
    const number = NUMBERED.exec(line.text)?.[1];
    const isHeading =
      isNextNumber(number, lastNumber) ||
      (isUnmistakable(line.text) ? beginsAnew(lines, i, headings) : standsAsHeading(lines, titles, i, headings));
    if (!isHeading) return;
    headings.set(i, { level: known.size > 0 ? UNKNOWN_LEVEL : levelOf(line.text), lines: 1 });
    lastNumber = number ?? lastNumber;
  });
  return headings;
}

function isTitle(text: string): boolean {
  if (text.length > MAX_CHARACTERS || text.split(' ').length > MAX_WORDS || /[\t=<>{}]/.test(text)) return false;
  if (!/\p{L}{2}/u.test(text) || startsInsideSentence(text) || DANGLING.test(text) || isCode(text)) return false;
  if (isUnmistakable(text)) return !/[.,;:]$/.test(text);
  return !isListItem(text) && !/[.,;:…]["'”’)]*$/.test(text) && /^["'“‘(¿¡]*\d?[\p{Lu}\p{Lo}]/u.test(text);
}

function isUnmistakable(text: string): boolean {
  return DIVISION.test(text) || NUMBERED.test(text) || CUSTOMARY.test(text) || isCapitals(text);
}

function isCapitals(text: string): boolean {
  return (text.match(/\p{Lu}/gu) ?? []).length >= 4 && !/\p{Ll}/u.test(text);
}

/** "1. Peel", "2. Cut": numbers on neighbouring lines belong to a list. */
function isInNumberedList(lines: readonly Line[], i: number): boolean {
  const isNumbered = (at: number): boolean => lines[at]?.page === lines[i]?.page && /^\d{1,2}[.)]?\s/.test(lines[at]?.text ?? '');
  return isNumbered(i) && (isNumbered(i - 1) || isNumbered(i + 1));
}

/** "2.4" or "3" after "2.3", "2.3.1" after it: the numbering goes on. */
function isNextNumber(number: string | undefined, last: string | undefined): boolean {
  if (number === undefined || last === undefined) return false;
  const parts = last.split('.').map(Number);
  const continuations = parts.map((part, i) => [...parts.slice(0, i), part + 1].join('.'));
  return [...continuations, `${last}.1`].includes(number);
}

/** Nothing before it is left open. */
function beginsAnew(lines: readonly Line[], i: number, headings: ReadonlyMap<number, Heading>): boolean {
  const line = lines[i];
  const before = lines[i - 1];
  if (line === undefined || before === undefined || line.isAfterGap || headings.has(i - 1)) return true;
  return endsSentence(before.text) || isShort(before, line);
}

/** A short line between the end of a paragraph and the beginning of another. */
function standsAsHeading(lines: readonly Line[], titles: readonly boolean[], i: number, headings: ReadonlyMap<number, Heading>): boolean {
  const [line, next] = [lines[i], lines[i + 1]];
  const before = lines[i - 1];
  if (line === undefined || next === undefined || !isShort(line, next) || startsInsideSentence(next.text)) return false;
  // What a lead-in announces is an example, even after a gap.
  if (before?.text.endsWith(':') || countNumbers(line.text) >= DATA_NUMBERS) return false;
  const isClosedBefore = before === undefined || line.isAfterGap || headings.has(i - 1) || isComplete(before, line);
  if (!isClosedBefore) return false;
  let after = i + 1;
  while (titles[after] && after - i <= MAX_HEADINGS_IN_A_ROW) after += 1;
  return lines[after] !== undefined && after - i <= MAX_HEADINGS_IN_A_ROW;
}

function countNumbers(text: string): number {
  return (text.match(/\d+(?:[.,:]\d+)*/g) ?? []).length;
}

/** Whether a line may be the last before a heading: a sentence's end, a table's row, code, a list's item. */
function isComplete(before: Line, line: Line): boolean {
  const isOfItsOwn = before.text.includes('\t') || isCode(before.text) || (isListItem(before.text) && isShort(before, line));
  return isOfItsOwn || endsSentence(before.text);
}

function levelOf(text: string): number {
  if (DIVISION.test(text)) return 0;
  const number = NUMBERED.exec(text)?.[1];
  if (number !== undefined) return number.split('.').length;
  return CUSTOMARY.test(text) || isCapitals(text) ? 1 : UNKNOWN_LEVEL;
}
