import type { Readable } from 'node:stream';
import { AppError } from '@lectern/contract';
import { documentRevisions, files, pages } from '@lectern/db';
import { and, eq } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { requireOpenBook } from '../attempts/closed-book.ts';
import { reader, type Ctx } from '../ctx.ts';
import type { FileStore } from '../ports/index.ts';
import { getDocumentRow } from './find-document.ts';

export interface PageView {
  documentId: string;
  revision: number;
  page: number;
  pageCount: number;
  text: string;
}

/** The text of a page of the published revision. Errors: `not_found`, also while nothing is published; `closed_book`. */
export async function getPage(ctx: Ctx, input: { actor: Actor; documentId: string; page: number }): Promise<PageView> {
  const document = await getDocumentRow(ctx, { actor: input.actor, id: input.documentId, right: 'read' });
  await requireOpenBook(ctx, { actor: input.actor, courseId: document.courseId });
  if (document.revision === null) throw new AppError('not_found', 'The document is not read yet');
  const [found] = await reader(ctx)
    .select({ page: pages, pageCount: documentRevisions.pageCount })
    .from(documentRevisions)
    .leftJoin(pages, and(eq(pages.documentId, document.id), eq(pages.revision, document.revision), eq(pages.page, input.page)))
    .where(and(eq(documentRevisions.documentId, document.id), eq(documentRevisions.revision, document.revision)));
  if (!found?.page) throw new AppError('not_found', `The document has ${found?.pageCount ?? 0} pages`);
  return { documentId: document.id, revision: document.revision, page: input.page, pageCount: found.pageCount, text: found.page.text };
}

export interface DocumentFile {
  stream: Readable;
  bytes: number;
  fileName: string;
  sha256: string;
}

/** The PDF as it was uploaded. Errors: `not_found`, `closed_book`. */
export async function openDocumentFile(ctx: Ctx & { files: FileStore }, input: { actor: Actor; id: string }): Promise<DocumentFile> {
  const document = await getDocumentRow(ctx, { ...input, right: 'read' });
  await requireOpenBook(ctx, { actor: input.actor, courseId: document.courseId });
  const [file] = await reader(ctx).select().from(files).where(eq(files.id, document.fileId));
  if (!file) throw new AppError('not_found', 'The file is gone');
  const opened = await ctx.files.open(file.key);
  return { ...opened, fileName: document.name, sha256: file.sha256 };
}
