import { AppError } from '@lectern/contract';
import { chunks, documentRevisions, pages, sections } from '@lectern/db';
import { and, asc, eq } from 'drizzle-orm';
import { v5 as uuidv5 } from 'uuid';
import type { TaskHandler } from '../jobs/types.ts';
import type { WorkDeps } from '../work-deps.ts';
import { getSource } from './ingest-handlers.ts';
import { chunkPages } from './text/chunk-pages.ts';
import { detectLanguage } from './text/detect-language.ts';
import { findSections } from './text/find-sections.ts';
import { stripRunningLines } from './text/running-lines.ts';

/** A row has nine parameters, a statement takes 65,534. */
const rowsPerInsert = 1_000;

/**
 * Finds headers and footers over all pages, cuts the rest into chunks and writes them, and the sections they make up, once for
 * each revision.
 */
export const chunkDocument: TaskHandler<'document.chunk', WorkDeps> = async ({ ctx }, task) => {
  const { documentId, revision } = task.payload;
  const { document } = await getSource(ctx, task.payload);
  const ofRevision = and(eq(pages.documentId, documentId), eq(pages.revision, revision));
  const read = await ctx.db.select({ page: pages.page, text: pages.text }).from(pages).where(ofRevision).orderBy(asc(pages.page));
  const [inspected] = await ctx.db
    .select({ bookmarks: documentRevisions.bookmarks })
    .from(documentRevisions)
    .where(and(eq(documentRevisions.documentId, documentId), eq(documentRevisions.revision, revision)));
  const body = stripRunningLines(read);
  const language = detectLanguage(body.map((page) => page.text).join('\n'));
  const bookmarks = inspected?.bookmarks ?? [];
  const cut = await chunkPages(body, { bookmarks, signal: task.signal, ...(language !== undefined && { language }) });
  if (cut.length === 0) throw new AppError('pdf_no_text');
  const rows = cut.map(({ ordinal, text, pageFrom, pageTo, heading, tokens }) => ({
    // Named by its place: a second run writes the same rows, and the index the same records.
    id: uuidv5(`${revision}:${ordinal}`, documentId),
    documentId,
    courseId: document.courseId,
    revision,
    ordinal,
    text,
    pageFrom,
    pageTo,
    heading: heading ?? null,
    tokens,
  }));
  const outline = findSections(cut, bookmarks).map((section, ordinal) => {
    const id = uuidv5(`section:${revision}:${ordinal}`, documentId);
    return { ...section, id, documentId, revision, ordinal };
  });
  return async (tx) => {
    await tx.delete(chunks).where(and(eq(chunks.documentId, documentId), eq(chunks.revision, revision)));
    for (let at = 0; at < rows.length; at += rowsPerInsert) await tx.insert(chunks).values(rows.slice(at, at + rowsPerInsert));
    await tx.delete(sections).where(and(eq(sections.documentId, documentId), eq(sections.revision, revision)));
    if (outline.length > 0) await tx.insert(sections).values(outline);
    await tx
      .update(documentRevisions)
      .set({ language: language ?? null })
      .where(and(eq(documentRevisions.documentId, documentId), eq(documentRevisions.revision, revision)));
  };
};
