import { readFile } from 'node:fs/promises';
import { PDFParse } from 'pdf-parse';
import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js';
import { readBookmarks, type Bookmark } from './bookmarks.ts';
import { cleanTitle } from './clean-text.ts';
import { ReadingError } from './failures.ts';
import { loadParameters } from './load-parameters.ts';
import { pageText } from './page-text.ts';

export interface OpenDocument {
  inspect(): Promise<{ pageCount: number; title?: string; bookmarks: Bookmark[] }>;
  /** Pages beyond the last one are left out. */
  extract(from: number, to: number): Promise<{ page: number; text: string }[]>;
  close(): Promise<void>;
}

/** Where viewers look for the mark of a PDF. */
const HEADER_BYTES = 1_024;
const MAX_TITLE = 300;
/** The densest page has a tenth of it; more is made to fill the memory of whoever reads the answer. */
const MAX_PAGE_CHARACTERS = 500_000;

/** Opens a file; what is wrong with it shows here or when pages are read. The caller closes it. */
export async function openDocument(path: string): Promise<OpenDocument> {
  const bytes = await readFile(path);
  if (!bytes.subarray(0, HEADER_BYTES).includes('%PDF-')) throw new ReadingError('not_a_pdf', 'no %PDF- at the beginning');
  const parser = new PDFParse(loadParameters(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  return {
    inspect: async () => {
      const document = await loadDocument(parser);
      if (document.numPages < 1) throw new ReadingError('pdf_unreadable', 'no pages');
      // What is broken about title and outline does not make the pages unreadable.
      const info = await parser.getInfo().catch(() => undefined);
      const title = cleanTitle(info?.info?.Title, MAX_TITLE);
      const bookmarks = await readBookmarks(document, info?.outline ?? []);
      return { pageCount: document.numPages, ...(title !== undefined && { title }), bookmarks };
    },
    extract: async (from, to) => {
      const document = await loadDocument(parser);
      const pages: { page: number; text: string }[] = [];
      for (let page = from; page <= Math.min(to, document.numPages); page += 1) pages.push({ page, text: await readPage(document, page) });
      return pages;
    },
    close: () => parser.destroy(),
  };
}

/** The document inside, which is private in pdf-parse's types (its version is pinned): only it knows destinations and places. */
async function loadDocument(parser: PDFParse): Promise<PDFDocumentProxy> {
  const document: PDFDocumentProxy = await parser['load']();
  return document;
}

async function readPage(document: PDFDocumentProxy, number: number): Promise<string> {
  const page = await document.getPage(number);
  try {
    const text = pageText(await page.getTextContent());
    if (text.length > MAX_PAGE_CHARACTERS) throw new ReadingError('pdf_unreadable', `page ${number} has ${text.length} characters`);
    return text;
  } finally {
    page.cleanup();
  }
}
