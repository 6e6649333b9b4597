import { chunks } from '@lectern/db';
import { and, eq, isNotNull } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';

/** The models that a document's chunks were embedded with: in whose collections of the index its vectors are. */
export async function findEmbeddingModels(ctx: Ctx, documentId: string): Promise<string[]> {
  const models = await ctx.db
    .selectDistinct({ name: chunks.embeddingModel })
    .from(chunks)
    .where(and(eq(chunks.documentId, documentId), isNotNull(chunks.embeddingModel)));
  return models.flatMap(({ name }) => name ?? []);
}
