import type { PdfInspection } from '../../ports/pdf.ts';
import { unifyCharacters } from './characters.ts';
import type { Line } from './page-lines.ts';

export type Bookmarks = PdfInspection['bookmarks'];

export interface Heading {
  /** From 0, the outermost. */
  level: number;
  /** Lines that the heading takes. */
  lines: number;
}

interface Place {
  /** Index of its first line. */
  at: number;
  lines: number;
}

const MAX_TITLE_LINES = 3;

/** Lines that are the title of a bookmark of their page (some writers point to the end of the page before). */
export function matchBookmarks(lines: readonly Line[], bookmarks: Bookmarks): Map<number, Heading> {
  const wantedPages = new Set(bookmarks.flatMap(({ page }) => (page === undefined ? [] : [page, page + 1])));
  const places = indexTitles(lines, wantedPages);
  const headings = new Map<number, Heading>();
  for (const { title, depth, page } of bookmarks) {
    if (page === undefined) continue;
    const found = [page, page + 1]
      .flatMap((candidate) => keysOf(title).flatMap((key) => places.get(placeKey(candidate, key)) ?? []))
      .find(({ at }) => !headings.has(at));
    if (found) headings.set(found.at, { level: depth, lines: found.lines });
  }
  return headings;
}

/** Every one to three lines of a page that might be a title, by page and key. */
function indexTitles(lines: readonly Line[], pages: ReadonlySet<number>): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  lines.forEach(({ page }, at) => {
    if (!pages.has(page)) return;
    let text = '';
    for (let count = 1; count <= MAX_TITLE_LINES && lines[at + count - 1]?.page === page; count += 1) {
      text += lines[at + count - 1]?.text ?? '';
      for (const key of keysOf(text)) {
        const found = places.get(placeKey(page, key)) ?? [];
        places.set(placeKey(page, key), [...found, { at, lines: count }]);
      }
    }
  });
  return places;
}

function placeKey(page: number, key: string): string {
  return `${page} ${key}`;
}

/** What two spellings of a title are compared by: letters and digits, with and without a number in front. */
function keysOf(title: string): string[] {
  const key = unifyCharacters(title)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  const unnumbered = key.replace(/^\p{N}+/u, '');
  return [...new Set([key, unnumbered])].filter((variant) => variant !== '');
}
