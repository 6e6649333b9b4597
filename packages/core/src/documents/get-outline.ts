import { documentRevisions, documents, sections } from '@lectern/db';
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { requireOpenBook } from '../attempts/closed-book.ts';
import { checkCourse } from '../courses/find-course.ts';
import { reader, type Ctx } from '../ctx.ts';

export interface SectionView {
  id: string;
  title: string;
  /** 0 for the topmost. */
  depth: number;
  pageFrom: number;
  pageTo: number;
  /** Null while it is not summed up. */
  summary: string | null;
  terms: string[];
}

export interface DocumentOutline {
  documentId: string;
  fileName: string;
  title: string | null;
  revision: number;
  pageCount: number;
  sections: SectionView[];
}

/** The published documents of a course in the order of their upload, each with its sections. Errors: `not_found`, `closed_book`. */
export async function getOutline(ctx: Ctx, input: { actor: Actor; courseId: string }): Promise<{ documents: DocumentOutline[] }> {
  await checkCourse(ctx, { actor: input.actor, id: input.courseId, right: 'read' });
  await requireOpenBook(ctx, input);
  const shown = and(eq(documents.courseId, input.courseId), isNull(documents.deletedAt));
  const published = await reader(ctx)
    .select({
      documentId: documents.id,
      fileName: documents.name,
      title: documentRevisions.title,
      revision: documentRevisions.revision,
      pageCount: documentRevisions.pageCount,
    })
    .from(documents)
    .innerJoin(documentRevisions, and(eq(documentRevisions.documentId, documents.id), eq(documentRevisions.revision, documents.revision)))
    .where(shown)
    .orderBy(asc(documents.id));
  const found = await reader(ctx)
    .select({ section: sections })
    .from(sections)
    .innerJoin(documents, and(eq(documents.id, sections.documentId), eq(documents.revision, sections.revision)))
    .where(shown)
    .orderBy(asc(sections.documentId), asc(sections.ordinal));
  const byDocument = Map.groupBy(found, ({ section }) => section.documentId);
  return {
    documents: published.map((document) => ({
      ...document,
      sections: (byDocument.get(document.documentId) ?? []).map(({ section }) => toView(section)),
    })),
  };
}

function toView({ id, title, depth, pageFrom, pageTo, summary, terms }: typeof sections.$inferSelect): SectionView {
  return { id, title, depth, pageFrom, pageTo, summary, terms };
}
