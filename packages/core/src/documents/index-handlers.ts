import { chunks, documentRevisions, documents } from '@lectern/db';
import { and, asc, between, eq, lt } from 'drizzle-orm';
import type { TaskHandler } from '../jobs/types.ts';
import { recordCalls } from '../models/record-calls.ts';
import type { WorkDeps } from '../work-deps.ts';
import { findEmbeddingModels } from './embedding-models.ts';
import { getSource } from './ingest-handlers.ts';

/** Embeds a range of chunks, commits the vectors, then writes the index from the committed rows. */
export const indexChunks: TaskHandler<'document.index', WorkDeps> = async ({ ctx, models, vectors }, task) => {
  const { documentId, revision, from, to } = task.payload;
  const { document } = await getSource(ctx, documentId);
  const range = and(eq(chunks.documentId, documentId), eq(chunks.revision, revision), between(chunks.ordinal, from, to));
  const rows = await ctx.db
    .select({ id: chunks.id, text: chunks.text, heading: chunks.heading })
    .from(chunks)
    .where(range)
    .orderBy(asc(chunks.ordinal));
  const model = models.embeddingModel;
  const embedded = await recordCalls(ctx, task, () => models.embed(rows.map(textToEmbed), { signal: task.signal }));
  await task.commit(async (tx) => {
    for (const [index, { id }] of rows.entries()) {
      await tx
        .update(chunks)
        .set({ vector: embedded.vectors[index] ?? null, embeddingModel: model })
        .where(eq(chunks.id, id));
    }
  });
  const ownerId = task.requestedBy;
  const records = rows.map(({ id }, index) => ({
    id,
    vector: embedded.vectors[index] ?? [],
    ownerId,
    courseId: document.courseId,
    documentId,
    revision,
  }));
  await vectors.upsert(model, records, { signal: task.signal });
};

/** The heading says what a passage is about, which its sentences often take for granted. */
function textToEmbed(chunk: { text: string; heading: string | null }): string {
  return chunk.heading === null ? chunk.text : `${chunk.heading}\n${chunk.text}`;
}

/** From here on the revision is the one that is read and searched; vectors and chunks of older ones go. */
export const publishDocument: TaskHandler<'document.publish', WorkDeps> = async ({ ctx, vectors }, task) => {
  const { documentId, revision } = task.payload;
  const { document } = await getSource(ctx, documentId);
  // An old job that was run again must not put its revision before a newer one.
  if (document.revision !== null && document.revision > revision) return undefined;
  await task.commit(async (tx) => {
    const chunkCount = await tx.$count(chunks, and(eq(chunks.documentId, documentId), eq(chunks.revision, revision)));
    await tx.update(documents).set({ revision }).where(eq(documents.id, documentId));
    await tx
      .update(documentRevisions)
      .set({ chunkCount })
      .where(and(eq(documentRevisions.documentId, documentId), eq(documentRevisions.revision, revision)));
  });
  if (document.latestRevision === 1) return undefined;
  for (const model of await findEmbeddingModels(ctx, documentId)) {
    await vectors.removeDocument(model, { documentId, keepRevision: revision }, { signal: task.signal });
  }
  return async (tx) => {
    await tx.delete(chunks).where(and(eq(chunks.documentId, documentId), lt(chunks.revision, revision)));
  };
};
