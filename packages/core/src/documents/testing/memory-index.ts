import { AppError } from '@lectern/contract';
import type { VectorHit, VectorIndex, VectorRecord } from '../../ports/index.ts';
import { cosine } from '../cosine.ts';

/** An index in memory, so that a test decides when it is down, and when a write that is on its way arrives. */
export class MemoryIndex implements VectorIndex {
  readonly #records = new Map<string, VectorRecord & { model: string }>();
  down = false;
  /** Awaited by each write between leaving its worker and arriving here. */
  onTheWay: () => Promise<void> = async () => {};

  /** Revisions of a document that have vectors here. */
  revisionsOf(documentId: string): number[] {
    const found = [...this.#records.values()].filter((record) => record.documentId === documentId);
    return [...new Set(found.map((record) => record.revision))].sort((a, b) => a - b);
  }

  async upsert(model: string, records: readonly VectorRecord[]): Promise<void> {
    this.#answer();
    await this.onTheWay();
    for (const record of records) this.#records.set(`${model} ${record.id}`, { ...record, model });
  }

  async query(model: string, input: { vector: readonly number[]; courseId: string; limit: number }): Promise<VectorHit[]> {
    this.#answer();
    return [...this.#records.values()]
      .filter((record) => record.model === model && record.courseId === input.courseId)
      .map(({ id, documentId, revision, vector }) => ({ id, documentId, revision, score: cosine(vector, input.vector) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, input.limit);
  }

  async removeDocument(model: string, input: { documentId: string; keepRevision?: number }): Promise<void> {
    this.#answer();
    for (const [key, record] of this.#records) {
      if (record.model !== model || record.documentId !== input.documentId || record.revision === input.keepRevision) continue;
      this.#records.delete(key);
    }
  }

  async countDocuments(documentIds: readonly string[]): Promise<number> {
    this.#answer();
    return [...this.#records.values()].filter((record) => documentIds.includes(record.documentId)).length;
  }

  async eraseDocuments(documentIds: readonly string[]): Promise<void> {
    this.#answer();
    for (const [key, record] of this.#records) if (documentIds.includes(record.documentId)) this.#records.delete(key);
  }

  async ping(): Promise<void> {
    this.#answer();
  }

  #answer(): void {
    if (this.down) throw new AppError('index_unavailable');
  }
}
