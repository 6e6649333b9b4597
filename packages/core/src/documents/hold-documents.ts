import { AppError } from '@lectern/contract';
import { documents, type Tx } from '@lectern/db';
import { and, asc, inArray, isNull } from 'drizzle-orm';

/**
 * Keeps documents from being erased until the commit, so that an erasure finds everything that was written from them.
 * Error: `source_deleted` when the erasure was first.
 */
export async function holdDocuments(tx: Tx, documentIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(documentIds)];
  const held = await tx
    .select({ id: documents.id })
    .from(documents)
    .where(and(inArray(documents.id, wanted), isNull(documents.deletedAt)))
    .orderBy(asc(documents.id))
    .for('share');
  if (held.length < wanted.length) throw new AppError('source_deleted');
}
