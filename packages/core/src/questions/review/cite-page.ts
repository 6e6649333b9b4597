import type { FieldError } from '@lectern/contract';
import { pages, type DbOrTx } from '@lectern/db';
import { and, eq } from 'drizzle-orm';
import { findEvidence, type Evidence } from '../find-evidence.ts';

interface Citation {
  documentId: string;
  revision: number;
  page: number;
  quote: string;
}

/** The evidence as it stands on the page that is cited, in the page's own spelling; or which field of it is wrong. */
export async function citePage(db: DbOrTx, { documentId, revision, page, quote }: Citation): Promise<Evidence | { problem: FieldError }> {
  const cited = await db
    .select({ page: pages.page, text: pages.text })
    .from(pages)
    .where(and(eq(pages.documentId, documentId), eq(pages.revision, revision), eq(pages.page, page)));
  if (cited.length === 0) return { problem: { path: 'evidence.page', message: 'the document has no such page' } };
  const message = `must be at least three words that stand on page ${page}, word for word`;
  return findEvidence(quote, cited) ?? { problem: { path: 'evidence.quote', message } };
}
