export interface VectorRecord {
  /** Deterministic: the chunk's id. */
  id: string;
  vector: readonly number[];
  ownerId: string;
  courseId: string;
  documentId: string;
  revision: number;
}

export interface VectorHit {
  id: string;
  documentId: string;
  revision: number;
  /** Cosine similarity, -1 to 1. */
  score: number;
}

/** The search index over chunks. It is rebuildable from Postgres, never the truth. Errors: `index_unavailable`. */
export interface VectorIndex {
  upsert(model: string, records: readonly VectorRecord[], options: { signal: AbortSignal }): Promise<void>;
  query(
    model: string,
    input: { vector: readonly number[]; courseId: string; documentIds?: readonly string[]; limit: number },
    options: { signal: AbortSignal },
  ): Promise<VectorHit[]>;
  /** Removes a document's vectors; with `keepRevision` all but that revision's. */
  removeDocument(model: string, input: { documentId: string; keepRevision?: number }, options: { signal: AbortSignal }): Promise<void>;
  /** How many vectors of these documents there are, of whichever model. */
  countDocuments(documentIds: readonly string[], options: { signal: AbortSignal }): Promise<number>;
  /** Removes all vectors of these documents, of whichever model: also of one that nobody remembers. */
  eraseDocuments(documentIds: readonly string[], options: { signal: AbortSignal }): Promise<void>;
  ping(options: { signal: AbortSignal }): Promise<void>;
}
