import { documents } from '@lectern/db';
import { and, eq, isNull } from 'drizzle-orm';
import type { WorkDeps } from '../work-deps.ts';

/** The task may have been given up by now; this has a limit of its own. */
const removeTimeoutMs = 60_000;

interface WrittenVectors {
  documentId: string;
  revision: number;
}

/**
 * Called after vectors were written: takes them back if the document was erased, or a newer revision published, while
 * they were on their way. An erasure that is asked for only after this look finds them by itself.
 */
export async function removeLateVectors({ ctx, vectors }: WorkDeps, model: string, written: WrittenVectors): Promise<void> {
  const { documentId, revision } = written;
  const options = { signal: AbortSignal.timeout(removeTimeoutMs) };
  const [document] = await ctx.db
    .select({ published: documents.revision, latest: documents.latestRevision })
    .from(documents)
    .where(and(eq(documents.id, documentId), isNull(documents.deletedAt)));
  if (!document) return vectors.removeDocument(model, { documentId }, options);
  // While yet another revision is being read, its vectors must stay; its publishing removes these.
  if (document.published === null || document.published !== document.latest || revision >= document.published) return;
  await vectors.removeDocument(model, { documentId, keepRevision: document.published }, options);
}
