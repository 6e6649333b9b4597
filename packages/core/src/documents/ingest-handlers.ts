import { AppError, limits } from '@lectern/contract';
import { documentRevisions, documents, files, pages } from '@lectern/db';
import { and, eq, isNull } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import type { TaskHandler } from '../jobs/types.ts';
import type { WorkDeps } from '../work-deps.ts';

interface Source {
  document: typeof documents.$inferSelect;
  fileKey: string;
}

/**
 * What a task of a document's reading works on. Error: `source_deleted`, also for a reading that a newer one has replaced:
 * an old job that is run again must not put its text before the newer one's.
 */
export async function getSource(ctx: Ctx, { documentId, revision }: { documentId: string; revision: number }): Promise<Source> {
  const [found] = await ctx.db
    .select({ document: documents, fileKey: files.key })
    .from(documents)
    .innerJoin(files, eq(files.id, documents.fileId))
    .where(and(eq(documents.id, documentId), isNull(documents.deletedAt)));
  if (!found) throw new AppError('source_deleted');
  if (revision < found.document.latestRevision) throw replacedError();
  return found;
}

/** A later job reads the document. */
export function replacedError(): AppError {
  return new AppError('source_deleted', 'The document was read again after this job. Its latest job is the one that counts.');
}

export const inspectDocument: TaskHandler<'document.inspect', WorkDeps> = async ({ ctx, files, pdf }, { payload, signal }) => {
  const { fileKey } = await getSource(ctx, payload);
  const inspection = await pdf.inspect(await files.localPath(fileKey), { signal });
  if (inspection.pageCount > limits.pdfPages) {
    throw new AppError(
      'pdf_too_many_pages',
      `The PDF has ${inspection.pageCount} pages. Split it into parts of at most ${limits.pdfPages} pages.`,
    );
  }
  const read = { pageCount: inspection.pageCount, title: inspection.title ?? null, bookmarks: [...inspection.bookmarks] };
  return async (tx) => {
    await tx
      .insert(documentRevisions)
      .values({ ...payload, ...read })
      .onConflictDoUpdate({ target: [documentRevisions.documentId, documentRevisions.revision], set: read });
  };
};

export const extractPages: TaskHandler<'document.extract', WorkDeps> = async ({ ctx, files, pdf }, { payload, signal }) => {
  const { documentId, revision, from, to } = payload;
  const { fileKey } = await getSource(ctx, payload);
  const read = await pdf.extract(await files.localPath(fileKey), { from, to }, { signal });
  return async (tx) => {
    for (const { page, text } of read) {
      const stored = text.replaceAll('\0', '');
      await tx
        .insert(pages)
        .values({ documentId, revision, page, text: stored })
        .onConflictDoUpdate({ target: [pages.documentId, pages.revision, pages.page], set: { text: stored } });
    }
  };
};
