import type { InfoResult } from 'pdf-parse';
import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js';
import { z } from 'zod';
import { cleanTitle } from './clean-text.ts';

export interface Bookmark {
  title: string;
  depth: number;
  page?: number;
}

type Outline = NonNullable<InfoResult['outline']>;

const MAX_TITLE = 300;
/** No table of contents is longer; a made-up one must not fill the memory. */
const MAX_BOOKMARKS = 5_000;
const MAX_DEPTH = 16;
const Reference = z.object({ num: z.int(), gen: z.int() });
const Node = z.object({ title: z.unknown(), dest: z.unknown(), items: z.array(z.unknown()).catch([]) });

/** The outline flattened, with pages. */
export async function readBookmarks(document: PDFDocumentProxy, outline: Outline): Promise<Bookmark[]> {
  const bookmarks: Bookmark[] = [];
  for (const { title, depth, dest } of flatten(outline, 0).slice(0, MAX_BOOKMARKS)) {
    const page = await pageOf(document, dest);
    bookmarks.push({ title, depth, ...(page !== undefined && { page }) });
  }
  return bookmarks;
}

function flatten(items: readonly unknown[], depth: number): { title: string; depth: number; dest: unknown }[] {
  if (depth >= MAX_DEPTH) return [];
  return items.flatMap((item) => {
    const node = Node.safeParse(item);
    if (!node.success) return [];
    const title = cleanTitle(node.data.title, MAX_TITLE);
    const own = title === undefined ? [] : [{ title, depth, dest: node.data.dest }];
    return [...own, ...flatten(node.data.items, depth + 1)];
  });
}

/** 1-based; undefined for links to nowhere, to other files and to the web. */
async function pageOf(document: PDFDocumentProxy, dest: unknown): Promise<number | undefined> {
  try {
    const explicit: unknown = typeof dest === 'string' ? await document.getDestination(dest) : dest;
    const target: unknown = Array.isArray(explicit) ? explicit[0] : undefined;
    const index = typeof target === 'number' ? target : await document.getPageIndex(Reference.parse(target));
    return index >= 0 && index < document.numPages ? index + 1 : undefined;
  } catch {
    return undefined;
  }
}
