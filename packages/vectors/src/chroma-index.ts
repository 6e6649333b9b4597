import type { VectorHit, VectorIndex, VectorRecord } from '@lectern/core';
import type { Collection, QueryResult, Where } from 'chromadb';
import { createCollections } from './collections.ts';
import { type ChromaTarget, createConnection } from './connection.ts';

export type { ChromaTarget } from './connection.ts';

export type ChromaIndexOptions = ChromaTarget & {
  /** Limit of one exchange with the server; a large `upsert` is several. */
  timeoutMs: number;
  /** First part of the collections' names, so that several installations can share a server. */
  collectionPrefix?: string;
};

/** Chroma Cloud takes at most 300 records in one request. */
const recordsPerUpsert = 250;
/** And gives at most 300. */
const recordsPerGet = 250;
const idsPerFilter = 100;

/**
 * Chroma as the search index: one collection per embedding model, cosine distance, owner, course, document and revision as
 * metadata. Vectors of another length than the model's first one are refused with `internal`.
 */
export function createChromaIndex(options: ChromaIndexOptions): VectorIndex {
  const connection = createConnection(options, options.timeoutMs);
  const collections = createCollections(connection, options.collectionPrefix ?? 'lectern');

  return {
    async upsert(model, records, { signal }) {
      for (let start = 0; start < records.length; start += recordsPerUpsert) {
        const batch = records.slice(start, start + recordsPerUpsert);
        await collections.within(model, signal, (collection) => upsertBatch(collection, batch));
      }
    },
    async query(model, { vector, courseId, documentIds, limit }, { signal }) {
      if (documentIds?.length === 0 || limit < 1) return [];
      const where: Where = documentIds
        ? { $and: [{ course_id: courseId }, { document_id: { $in: [...documentIds] } }] }
        : { course_id: courseId };
      const found = await collections.within(model, signal, (collection) =>
        collection.query<HitMetadata>({
          queryEmbeddings: [[...vector]],
          nResults: limit,
          where,
          include: ['metadatas', 'distances'],
        }),
      );
      return toHits(found);
    },
    async removeDocument(model, { documentId, keepRevision }, { signal }) {
      const where: Where =
        keepRevision === undefined
          ? { document_id: documentId }
          : { $and: [{ document_id: documentId }, { revision: { $ne: keepRevision } }] };
      await collections.within(model, signal, (collection) => collection.delete({ where }));
    },
    async countDocuments(documentIds, { signal }) {
      let count = 0;
      for (const where of filtersOf(documentIds)) {
        const counts = await collections.withinEach(signal, (collection) => countWhere(collection, where));
        count += counts.reduce((sum, each) => sum + each, 0);
      }
      return count;
    },
    async eraseDocuments(documentIds, { signal }) {
      for (const where of filtersOf(documentIds)) await collections.withinEach(signal, (collection) => collection.delete({ where }));
    },
    async ping({ signal }) {
      await connection.exchange(signal, (client) => client.heartbeat(), 'anyway');
    },
  };
}

function filtersOf(documentIds: readonly string[]): Where[] {
  const filters: Where[] = [];
  for (let start = 0; start < documentIds.length; start += idsPerFilter) {
    filters.push({ document_id: { $in: documentIds.slice(start, start + idsPerFilter) } });
  }
  return filters;
}

/** The server counts whole collections alone. */
async function countWhere(collection: Collection, where: Where): Promise<number> {
  for (let offset = 0; ; offset += recordsPerGet) {
    const { ids } = await collection.get({ where, include: [], limit: recordsPerGet, offset });
    if (ids.length < recordsPerGet) return offset + ids.length;
  }
}

type HitMetadata = { document_id: string; revision: number };

function upsertBatch(collection: Collection, records: readonly VectorRecord[]): Promise<void> {
  return collection.upsert({
    ids: records.map((record) => record.id),
    embeddings: records.map((record) => [...record.vector]),
    metadatas: records.map((record) => ({
      owner_id: record.ownerId,
      course_id: record.courseId,
      document_id: record.documentId,
      revision: record.revision,
    })),
  });
}

function toHits(found: QueryResult<HitMetadata>): VectorHit[] {
  const rows = found.rows()[0] ?? [];
  return rows.flatMap(({ id, metadata, distance }) =>
    typeof metadata?.document_id === 'string' && typeof metadata.revision === 'number' && typeof distance === 'number'
      ? [{ id, documentId: metadata.document_id, revision: metadata.revision, score: 1 - distance }]
      : [],
  );
}
