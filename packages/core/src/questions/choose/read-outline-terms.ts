import type { GenerateParams } from '@lectern/contract';
import { documents, sections, type DbOrTx } from '@lectern/db';
import { and, eq, gte, inArray, lte } from 'drizzle-orm';

/** The key terms of the sections that are asked about; of those that are summed up already. */
export async function readOutlineTerms(db: DbOrTx, { documentIds, pages }: GenerateParams): Promise<string[]> {
  const rows = await db
    .select({ terms: sections.terms })
    .from(sections)
    .innerJoin(documents, and(eq(documents.id, sections.documentId), eq(documents.revision, sections.revision)))
    .where(
      and(inArray(sections.documentId, documentIds), pages && lte(sections.pageFrom, pages.to), pages && gte(sections.pageTo, pages.from)),
    );
  return rows.flatMap(({ terms }) => terms);
}
