import { AppError } from '@lectern/contract';
import { chunks, documentRevisions, documents, pages, sections, type Tx } from '@lectern/db';
import { and, asc, between, eq, inArray, isNotNull, isNull, lt, ne, or } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import type { TaskHandler, TaskRun } from '../jobs/types.ts';
import { modelsFor } from '../models/models-for.ts';
import type { VectorRecord } from '../ports/index.ts';
import type { WorkDeps } from '../work-deps.ts';
import { findEmbeddingModels } from './embedding-models.ts';
import { getSource, replacedError } from './ingest-handlers.ts';
import { removeLateVectors } from './late-vectors.ts';

/** Far above the index's own limit for one request: only that nothing waits for ever. */
const upsertTimeoutMs = 60_000;

/** Embeds what is not embedded of a range of chunks, commits the vectors, then writes the index from the committed rows. */
export const indexChunks: TaskHandler<'document.index', WorkDeps> = async (deps, task) => {
  const { documentId, revision } = task.payload;
  const { document } = await getSource(deps.ctx, task.payload);
  await removeOtherModels(deps, task, document.revision);
  await embedMissing(deps, task);
  const model = deps.models.embeddingModel;
  const stored = await readVectors(deps.ctx, task, model);
  const records = stored.map((chunk) => ({ ...chunk, ownerId: task.requestedBy, courseId: document.courseId, documentId, revision }));
  task.signal.throwIfAborted();
  try {
    // Not under the task's signal: closing the connection does not take the request back, and what follows has to come after it.
    await deps.vectors.upsert(model, records, { signal: AbortSignal.timeout(upsertTimeoutMs) });
  } finally {
    await removeLateVectors(deps, model, { documentId, revision });
  }
};

function inRange({ documentId, revision, from, to }: TaskRun<'document.index'>['payload']) {
  return and(eq(chunks.documentId, documentId), eq(chunks.revision, revision), between(chunks.ordinal, from, to));
}

/** After a change of model: the rows are about to name the new one, and then nobody would find the old one's vectors to remove them. */
async function removeOtherModels({ ctx, models, vectors }: WorkDeps, task: TaskRun<'document.index'>, published: number | null) {
  const { documentId } = task.payload;
  const kept = { documentId, ...(published !== null && { keepRevision: published }) };
  for (const model of await findEmbeddingModels(ctx, documentId)) {
    if (model !== models.embeddingModel) await vectors.removeDocument(model, kept, { signal: task.signal });
  }
}

/** A task that runs again, because the index was down, does not pay for its vectors again. */
async function embedMissing({ ctx, models }: WorkDeps, task: TaskRun<'document.index'>): Promise<void> {
  const model = models.embeddingModel;
  const missing = await ctx.db
    .select({ id: chunks.id, text: chunks.text, heading: chunks.heading })
    .from(chunks)
    .where(and(inRange(task.payload), or(isNull(chunks.vector), isNull(chunks.embeddingModel), ne(chunks.embeddingModel, model))))
    .orderBy(asc(chunks.ordinal));
  if (missing.length === 0) return;
  const { vectors } = await modelsFor({ ctx, models }, task).embed(missing.map(textToEmbed), { signal: task.signal });
  if (vectors.length !== missing.length) throw new AppError('model_unusable_output');
  await task.commit(async (tx) => {
    for (const [index, { id }] of missing.entries()) {
      await tx
        .update(chunks)
        .set({ vector: vectors[index] ?? null, embeddingModel: model })
        .where(eq(chunks.id, id));
    }
  });
}

/** The heading says what a passage is about, which its sentences often take for granted. */
function textToEmbed(chunk: { text: string; heading: string | null }): string {
  return chunk.heading === null ? chunk.text : `${chunk.heading}\n${chunk.text}`;
}

async function readVectors(ctx: Ctx, task: TaskRun<'document.index'>, model: string): Promise<Pick<VectorRecord, 'id' | 'vector'>[]> {
  const rows = await ctx.db
    .select({ id: chunks.id, vector: chunks.vector })
    .from(chunks)
    .where(and(inRange(task.payload), isNotNull(chunks.vector), eq(chunks.embeddingModel, model)))
    .orderBy(asc(chunks.ordinal));
  return rows.map(({ id, vector }) => ({ id, vector: vector ?? [] }));
}

/** From here on the revision is the one that is read and searched; what older readings have left goes. */
export const publishDocument: TaskHandler<'document.publish', WorkDeps> = async ({ ctx, vectors }, task) => {
  const { documentId, revision } = task.payload;
  await getSource(ctx, task.payload);
  await task.commit((tx) => publish(tx, documentId, revision));
  if (revision === 1) return undefined;
  for (const model of await findEmbeddingModels(ctx, documentId)) {
    await vectors.removeDocument(model, { documentId, keepRevision: revision }, { signal: task.signal });
  }
  return (tx) => removeOlder(tx, documentId, revision);
};

/** Errors: `source_deleted` when the document was erased, or read anew, since it was looked at. */
async function publish(tx: Tx, documentId: string, revision: number): Promise<void> {
  const [published] = await tx
    .update(documents)
    .set({ revision })
    .where(and(eq(documents.id, documentId), eq(documents.latestRevision, revision), isNull(documents.deletedAt)))
    .returning({ id: documents.id });
  if (!published) throw replacedError();
  const chunkCount = await tx.$count(chunks, and(eq(chunks.documentId, documentId), eq(chunks.revision, revision)));
  await tx
    .update(documentRevisions)
    .set({ chunkCount })
    .where(and(eq(documentRevisions.documentId, documentId), eq(documentRevisions.revision, revision)));
}

/** The chunks and sections of older revisions, and the pages of those that were never published, which no question can cite. */
async function removeOlder(tx: Tx, documentId: string, revision: number): Promise<void> {
  await tx.delete(chunks).where(and(eq(chunks.documentId, documentId), lt(chunks.revision, revision)));
  await tx.delete(sections).where(and(eq(sections.documentId, documentId), lt(sections.revision, revision)));
  const given = and(
    eq(documentRevisions.documentId, documentId),
    lt(documentRevisions.revision, revision),
    eq(documentRevisions.chunkCount, 0),
  );
  const unpublished = tx.select({ revision: documentRevisions.revision }).from(documentRevisions).where(given);
  await tx.delete(pages).where(and(eq(pages.documentId, documentId), inArray(pages.revision, unpublished)));
  await tx.delete(documentRevisions).where(given);
}
