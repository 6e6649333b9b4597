import { edgesOf, type EdgeLine } from './page-edges.ts';
import type { PageText } from './page-text.ts';
import { findPrintedPageNumbers, isBarePageNumber } from './printed-page-numbers.ts';

/** A header must come three times within eight pages: enough for alternating sides and for chapters of a few pages. */
const REPETITIONS = 3;
const WINDOW_PAGES = 8;
/** With a page number in it, twice will do. */
const NUMBERED_REPETITIONS = 2;
/** A line this frequent is furniture even below a line that is not. */
const EVERYWHERE_SHARE = 0.5;
const EVERYWHERE_PAGES = 5;
/** Shorter ones ("}", "end") come back in real text as well. */
const MIN_LETTERS = 3;
/** A title with a page number behind it that comes once only: believed where there are pages enough to know the numbering. */
const MAX_NUMBERED_TITLE = 80;
const NUMBERED_TITLE_PAGES = 6;

/** "7. Rivers" on page 7 is a section's heading. */
const ENUMERATED = /^#[.)] /;

interface Candidate extends EdgeLine {
  /** What is compared between pages: its text, and that without its page number. */
  key: string;
  numberedKeys: readonly string[];
  isBareNumber: boolean;
}

/**
 * Running headers, footers and page numbers: for each page (in the order given) the indexes into `text.split('\n')` of such
 * lines. Only lines at a page's edge are considered, and only what comes back on several pages or counts them; in documents of
 * one to three pages almost nothing is taken.
 */
export function findRunningLines(pages: readonly PageText[]): ReadonlySet<number>[] {
  const edges = pages.map(edgesOf);
  const maskPageNumber = findPrintedPageNumbers(edges);
  const candidates = edges.map((page) => ({
    top: page.top.map((line) => toCandidate(line, maskPageNumber)),
    bottom: page.bottom.map((line) => toCandidate(line, maskPageNumber)),
  }));
  const judge = createJudge(
    pages.length,
    candidates.flatMap(({ top, bottom }) => [...top, ...bottom]),
  );
  return candidates.map(({ top, bottom }) => {
    const hasBareNumber = [...top, ...bottom].some((line) => line.isBareNumber);
    return new Set([...takeFromEdge(top, judge, hasBareNumber), ...takeFromEdge(bottom, judge, hasBareNumber)]);
  });
}

/** The pages without their running lines. */
export function stripRunningLines(pages: readonly PageText[]): PageText[] {
  const running = findRunningLines(pages);
  return pages.map(({ page, text }, i) => ({
    page,
    text: text
      .split('\n')
      .filter((_, line) => !running[i]?.has(line))
      .join('\n'),
  }));
}

function toCandidate(line: EdgeLine, maskPageNumber: (line: EdgeLine) => string[]): Candidate {
  const masked = maskPageNumber(line).map((text) => text.toLowerCase());
  const numberedKeys = masked.filter((key) => !ENUMERATED.test(key));
  return { ...line, key: line.text.toLowerCase(), numberedKeys, isBareNumber: numberedKeys.some(isBarePageNumber) };
}

interface Judge {
  isEverywhere(line: Candidate): boolean;
  isRepeated(line: Candidate): boolean;
  isNumberedTitle(line: Candidate): boolean;
}

function createJudge(pageCount: number, candidates: readonly Candidate[]): Judge {
  // By place as well: a title is not its own running header.
  const samePlace = groupPages(candidates);
  const isEverywhere = (line: Candidate): boolean => {
    const enough = Math.max(EVERYWHERE_PAGES, pageCount * EVERYWHERE_SHARE);
    return keysOf(line).some((key) => (samePlace.get(placeOf(line, key)) ?? []).length >= enough);
  };
  const comesBack = (line: Candidate, key: string, times: number): boolean =>
    hasWords(key) && comesBackNear(line.page, samePlace.get(placeOf(line, key)) ?? [], times);
  const isRepeated = (line: Candidate): boolean => {
    if (line.numberedKeys.some((key) => comesBack(line, key, NUMBERED_REPETITIONS))) return true;
    // The head of a long table comes back at the top of pages too.
    return !line.hasCells && comesBack(line, line.key, REPETITIONS);
  };
  const isNumberedTitle = (line: Candidate): boolean =>
    pageCount >= NUMBERED_TITLE_PAGES &&
    line.rank === 0 &&
    line.text.length <= MAX_NUMBERED_TITLE &&
    line.numberedKeys.some((key) => key.endsWith('#'));
  return { isEverywhere, isRepeated, isNumberedTitle };
}

function keysOf(line: Candidate): string[] {
  return [line.key, ...line.numberedKeys].filter(hasWords);
}

function placeOf({ edge, rank }: Candidate, key: string): string {
  return `${edge} ${rank} ${key}`;
}

function hasWords(key: string): boolean {
  return (key.match(/\p{L}/gu) ?? []).length >= MIN_LETTERS;
}

/** Ascending pages by the lines that are the same at the same place. */
function groupPages(candidates: readonly Candidate[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const line of candidates) {
    for (const group of new Set([line.key, ...line.numberedKeys].map((key) => placeOf(line, key)))) {
      const pages = groups.get(group) ?? [];
      if (pages.at(-1) !== line.page) pages.push(line.page);
      groups.set(group, pages);
    }
  }
  return groups;
}

/** Whether `page` is one of `times` pages of the (ascending) list that lie within a window. */
function comesBackNear(page: number, pages: readonly number[], times: number): boolean {
  return pages.some((first, i) => {
    const last = pages[i + times - 1];
    return last !== undefined && first <= page && page <= last && last - first < WINDOW_PAGES;
  });
}

/** From the edge inwards: running lines end at the first line that is none, but for those that cannot be anything else. */
function takeFromEdge(lines: readonly Candidate[], judge: Judge, pageHasBareNumber: boolean): number[] {
  const taken: number[] = [];
  let isAtEdge = true;
  for (const line of lines) {
    const isTitle = !pageHasBareNumber && judge.isNumberedTitle(line);
    const isRunning: boolean = line.isBareNumber || judge.isEverywhere(line) || (isAtEdge && (judge.isRepeated(line) || isTitle));
    if (isRunning) taken.push(line.line);
    isAtEdge &&= isRunning;
  }
  return taken;
}
