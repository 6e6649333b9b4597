import type { Bookmarks } from './bookmark-headings.ts';
import type { Chunk } from './chunk-pages.ts';
import { shortenTitle } from './clean-title.ts';
import { headingMarks, type Mark } from './heading-marks.ts';
import { joinMarks } from './join-marks.ts';

/** A part of a document under one heading, its subsections included. */
interface Section {
  title: string;
  /** 0 for the topmost. */
  depth: number;
  pageFrom: number;
  pageTo: number;
  /** Ordinals, inclusive; two sections share the chunk in which one ends and the other begins. */
  chunkFrom: number;
  chunkTo: number;
}

/** What a student can take in before reading, and 16 calls of a model for a book of 2,000 pages: one for five sections. */
const MAX_SECTIONS = 80;
/** A handout is not divided into more than three in four pages, or this many. */
const ALWAYS_ALLOWED = 10;
const SECTIONS_PER_PAGE = 0.75;
/** Of each of the two titles of sections that were joined. */
const MAX_HALF = 95;
/** Pages of a section where headings say nothing. */
const PAGES_PER_SECTION = 10;
/** Fewer headings than one for so many pages were found by chance. */
const PAGES_PER_HEADING = 40;

/**
 * The parts of a document in reading order, from its bookmarks and headings; ranges of pages where it has none. At most 80:
 * what is too small to be summed up belongs to what it stands under, and of a long document the deepest levels are left out.
 */
export function findSections(chunks: readonly Chunk[], bookmarks: Bookmarks = []): Section[] {
  const pageCount = (chunks.at(-1)?.pageTo ?? 0) - (chunks[0]?.pageFrom ?? 1) + 1;
  const limit = Math.max(ALWAYS_ALLOWED, Math.min(MAX_SECTIONS, Math.floor(pageCount * SECTIONS_PER_PAGE)));
  const marks = joinMarks(headingMarks(chunks, bookmarks), limit);
  const named = marks.filter(({ kind }) => kind === 'heading').length;
  if (named < Math.max(1, pageCount / PAGES_PER_HEADING)) return pageRanges(chunks, pageCount);
  return marks.flatMap((mark, at) => (mark.kind === 'left_out' ? [] : [toSection(mark, marks, at, chunks)]));
}

function toSection(mark: Mark, marks: readonly Mark[], at: number, chunks: readonly Chunk[]): Section {
  const depth = openMarks(marks, at).length;
  const end = marks.slice(at + 1).find(({ level }) => level <= mark.level);
  const chunkTo = end === undefined ? chunks.length - 1 : end.beginsChunk ? end.chunk - 1 : end.chunk;
  const pageTo = end === undefined ? (chunks.at(-1)?.pageTo ?? mark.page) : end.beginsPage ? end.page - 1 : end.page;
  const place = { pageFrom: mark.page, pageTo: Math.max(mark.page, pageTo), chunkFrom: mark.chunk, chunkTo: Math.max(mark.chunk, chunkTo) };
  return { title: mark.kind === 'front' ? pagesTitle(place) : titleOf(mark), depth, ...place };
}

function titleOf({ title, lastTitle }: Mark): string {
  return lastTitle === undefined ? title : `${shortenTitle(title, MAX_HALF)} – ${shortenTitle(lastTitle, MAX_HALF)}`;
}

/** The sections that the one at `at` stands in. */
function openMarks(marks: readonly Mark[], at: number): Mark[] {
  const open: Mark[] = [];
  for (const mark of marks.slice(0, at + 1)) {
    while ((open.at(-1)?.level ?? -1) >= mark.level) open.pop();
    open.push(mark);
  }
  return open.slice(0, -1).filter(({ kind }) => kind === 'heading');
}

function pageRanges(chunks: readonly Chunk[], pageCount: number): Section[] {
  const size = Math.max(PAGES_PER_SECTION, Math.ceil(pageCount / MAX_SECTIONS));
  const ranges = Map.groupBy(chunks, ({ pageFrom }) => Math.floor((pageFrom - 1) / size));
  return [...ranges].map(([range, held]) => {
    const [first, last] = [held[0]?.ordinal ?? 0, held.at(-1)?.ordinal ?? 0];
    const place = { pageFrom: range * size + 1, pageTo: Math.min((range + 1) * size, chunks.at(-1)?.pageTo ?? 1) };
    return { title: pagesTitle(place), depth: 0, ...place, chunkFrom: first, chunkTo: last };
  });
}

function pagesTitle({ pageFrom, pageTo }: { pageFrom: number; pageTo: number }): string {
  return pageFrom === pageTo ? `Page ${pageFrom}` : `Pages ${pageFrom}–${pageTo}`;
}
