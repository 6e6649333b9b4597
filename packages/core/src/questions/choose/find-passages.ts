import type { GenerateParams } from '@lectern/contract';
import { chunks, documents, type DbOrTx } from '@lectern/db';
import { and, asc, eq, gte, inArray, isNull, lte, sql } from 'drizzle-orm';
import { unitVector } from './unit-vectors.ts';

/** So many passages are enough to choose from, and are read and compared in a fraction of a second. */
export const poolSize = 1_000;

/** A passage that may be asked about. */
export interface Passage {
  id: string;
  documentId: string;
  ordinal: number;
  heading: string | null;
  text: string;
  tokens: number;
  /** Of the present embedding model, of unit length. */
  vector: Float32Array | undefined;
}

/** Passages of the published readings, on the pages that were asked for; one that begins or ends on them counts. */
export function mayBeAsked({ documentIds, pages }: GenerateParams) {
  return and(
    inArray(chunks.documentId, documentIds),
    eq(documents.revision, chunks.revision),
    isNull(documents.deletedAt),
    pages && lte(chunks.pageFrom, pages.to),
    pages && gte(chunks.pageTo, pages.from),
  );
}

/** Whether there is any text on these pages of these documents. */
export async function hasPassages(db: DbOrTx, params: GenerateParams): Promise<boolean> {
  const found = await db
    .select({ id: chunks.id })
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(mayBeAsked(params))
    .limit(1);
  return found.length > 0;
}

/**
 * Ids of the passages that may be asked about: all of them, or about `poolSize` spread evenly over each document. No text
 * is read for it: a course can have a hundred thousand.
 */
export async function samplePassages(db: DbOrTx, params: GenerateParams): Promise<{ ids: string[]; total: number }> {
  const places = db
    .select({
      id: chunks.id,
      place: sql<number>`row_number() over (partition by ${chunks.documentId} order by ${chunks.ordinal})`.as('place'),
      ofDocument: sql<number>`count(*) over (partition by ${chunks.documentId})`.as('of_document'),
      total: sql<number>`count(*) over ()`.as('total'),
    })
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(mayBeAsked(params))
    .as('places');
  // At least one of each document. With a share of all it is every place where place * share passes a whole number.
  const share = sql`ceil(${places.ofDocument} * least(1, ${poolSize}::float / ${places.total})) / ${places.ofDocument}`;
  const rows = await db
    .select({ id: places.id, total: sql<number>`${places.total}::int` })
    .from(places)
    .where(sql`floor(${places.place} * ${share} + 1e-9) > floor((${places.place} - 1) * ${share} + 1e-9)`);
  return { ids: rows.map(({ id }) => id), total: rows[0]?.total ?? 0 };
}

/** The passages with these ids that may be asked about, in reading order. */
export async function readPassages(db: DbOrTx, params: GenerateParams, ids: readonly string[], embeddingModel: string): Promise<Passage[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({
      id: chunks.id,
      documentId: chunks.documentId,
      ordinal: chunks.ordinal,
      heading: chunks.heading,
      text: chunks.text,
      tokens: chunks.tokens,
      vector: sql<number[] | null>`case when ${chunks.embeddingModel} = ${embeddingModel} then ${chunks.vector} end`.mapWith(chunks.vector),
    })
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(and(inArray(chunks.id, [...ids]), mayBeAsked(params)))
    .orderBy(asc(chunks.documentId), asc(chunks.ordinal));
  return rows.map(({ vector, ...row }) => ({ ...row, vector: unitVector(vector) }));
}
