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
const MAX_TITLE = 300;

/** Lines that are the title of a bookmark of their page (some writers point to the end of the page before). */
export function matchBookmarks(lines: readonly Line[], bookmarks: Bookmarks): Map<number, Heading> {
  const wanted = bookmarks.flatMap(({ title, depth, page }) => (page === undefined ? [] : [{ depth, page, keys: titleKeys(title) }]));
  const places = findTitles(
    lines,
    new Set(wanted.flatMap(({ page, keys }) => [page, page + 1].flatMap((near) => keys.map((key) => placeKey(near, key))))),
  );
  const headings = new Map<number, Heading>();
  for (const { depth, page, keys } of wanted) {
    const found = [page, page + 1]
      .flatMap((near) => keys.flatMap((key) => places.get(placeKey(near, key)) ?? []))
      .find(({ at }) => !headings.has(at));
    if (found) headings.set(found.at, { level: depth, lines: found.lines });
  }
  return headings;
}

/** Where one to three lines of a page are one of the wanted titles (by `placeKey`). */
function findTitles(lines: readonly Line[], wanted: ReadonlySet<string>): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  if (wanted.size === 0) return places;
  const keys = lines.map(({ text }) => keyOf(text));
  lines.forEach(({ page }, at) => {
    let joined = '';
    for (let count = 1; count <= MAX_TITLE_LINES && lines[at + count - 1]?.page === page; count += 1) {
      joined += keys[at + count - 1] ?? '';
      if (joined.length > MAX_TITLE) break;
      for (const key of variantsOf(joined)) {
        const place = placeKey(page, key);
        if (!wanted.has(place)) continue;
        const found = places.get(place) ?? [];
        found.push({ at, lines: count });
        places.set(place, found);
      }
    }
  });
  return places;
}

function placeKey(page: number, key: string): string {
  return `${page} ${key}`;
}

/** What two spellings of a title have in common, with and without a number in front; nothing for one without letters and digits. */
export function titleKeys(title: string): string[] {
  return variantsOf(keyOf(title));
}

/** What two spellings of a title are compared by: its letters and digits. */
function keyOf(title: string): string {
  return unifyCharacters(title)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** With and without a number in front. */
function variantsOf(key: string): string[] {
  if (key === '') return [];
  const unnumbered = key.replace(/^\p{N}+/u, '');
  return unnumbered === '' || unnumbered === key ? [key] : [key, unnumbered];
}
