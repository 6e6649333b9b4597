/** What opening a PDF tells about it. */
export interface PdfInspection {
  pageCount: number;
  title: string | undefined;
  /** The file's own table of contents, flattened; `depth` from 0, `page` 1-based where it could be resolved. */
  bookmarks: readonly { title: string; depth: number; page: number | undefined }[];
}

/** One page's text as the reader found it; lines separated by `\n`. */
export interface PdfPage {
  /** 1-based. */
  page: number;
  text: string;
}

/**
 * Reads PDFs in child processes that can be killed.
 * Errors: `pdf_password_required`, `pdf_unreadable` (damaged; out of time; out of memory), `not_a_pdf`. Never kills the caller.
 */
export interface PdfReader {
  inspect(path: string, options: { signal: AbortSignal }): Promise<PdfInspection>;
  /** Pages `from`..`to`, 1-based, inclusive, in order. */
  extract(path: string, range: { from: number; to: number }, options: { signal: AbortSignal }): Promise<PdfPage[]>;
  close(): Promise<void>;
}
