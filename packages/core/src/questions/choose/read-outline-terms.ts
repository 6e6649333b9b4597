import type { GenerateParams } from '@lectern/contract';
import { documents, sections, type DbOrTx } from '@lectern/db';
import { and, asc, eq, gte, inArray, lte } from 'drizzle-orm';

/** What the outline says that a section teaches. */
export interface SectionTerms {
  documentId: string;
  /** Ordinals of its passages, inclusive. */
  chunkFrom: number;
  chunkTo: number;
  /** The most important first. */
  terms: readonly string[];
}

/** The key terms of the sections that are asked about; of those that are summed up already. In reading order. */
export async function readOutlineTerms(db: DbOrTx, { documentIds, pages }: GenerateParams): Promise<SectionTerms[]> {
  return db
    .select({
      documentId: sections.documentId,
      chunkFrom: sections.chunkFrom,
      chunkTo: sections.chunkTo,
      terms: sections.terms,
    })
    .from(sections)
    .innerJoin(documents, and(eq(documents.id, sections.documentId), eq(documents.revision, sections.revision)))
    .where(
      and(inArray(sections.documentId, documentIds), pages && lte(sections.pageFrom, pages.to), pages && gte(sections.pageTo, pages.from)),
    )
    .orderBy(asc(sections.documentId), asc(sections.ordinal));
}
