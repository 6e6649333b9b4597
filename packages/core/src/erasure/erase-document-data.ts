import { documents, files, tasks } from '@lectern/db';
import { and, eq, isNull } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import { removeFileIfUnused } from '../documents/unused-files.ts';
import type { TaskHandler, TaskRun } from '../jobs/types.ts';
import type { WorkDeps } from '../work-deps.ts';
import { documentTraces } from './document-traces.ts';
import { addToReceipt } from './erase-receipt.ts';
import { removeTraces } from './traces.ts';

/**
 * Vectors first, rows then, bytes last: whatever breaks off, what is left is still found by the next try. Vectors once
 * more when the rows are gone: a worker that was killed may have had some on their way that nobody takes back.
 */
export const eraseDocumentData: TaskHandler<'document.erase', WorkDeps> = async (deps, task) => {
  const { documentId } = task.payload;
  const { ctx, vectors } = deps;
  const keys = await findFileKeys(ctx, task);
  await countVectors(deps, task);
  await vectors.eraseDocuments([documentId], { signal: task.signal });
  const which = { documentIds: [documentId], courseId: task.courseId };
  await task.commit(async (tx) => addToReceipt(tx, task.jobId, await removeTraces(tx, documentTraces(tx, which))));
  const late = await vectors.countDocuments([documentId], { signal: task.signal });
  if (late > 0) {
    await vectors.eraseDocuments([documentId], { signal: task.signal });
    await task.commit((tx) => addToReceipt(tx, task.jobId, { vectors: late }));
  }
  for (const key of keys) {
    if (await removeFileIfUnused({ ...ctx, files: deps.files }, key)) await task.commit((tx) => addToReceipt(tx, task.jobId, { files: 1 }));
  }
};

/** Before the first is removed, and once: a try that broke off half-way has left fewer. */
async function countVectors({ vectors }: WorkDeps, task: TaskRun<'document.erase'>): Promise<void> {
  const counted = task.payload.vectors ?? 0;
  const found = await vectors.countDocuments([task.payload.documentId], { signal: task.signal });
  if (found <= counted) return;
  await task.commit(async (tx) => {
    await tx
      .update(tasks)
      .set({ payload: { ...task.payload, vectors: found } })
      .where(eq(tasks.id, task.taskId));
    await addToReceipt(tx, task.jobId, { vectors: found - counted });
  });
}

/** Jobs of older versions do not say where the file is: then its document does, or, when that is gone, that nobody uses it. */
async function findFileKeys(ctx: Ctx, { payload, requestedBy }: TaskRun<'document.erase'>): Promise<string[]> {
  if (payload.fileKey !== undefined) return [payload.fileKey];
  const [file] = await ctx.db
    .select({ key: files.key })
    .from(documents)
    .innerJoin(files, eq(files.id, documents.fileId))
    .where(eq(documents.id, payload.documentId));
  return file ? [file.key] : findUnusedKeys(ctx, requestedBy);
}

/** Stored files of somebody that no document refers to any more. */
export async function findUnusedKeys(ctx: Ctx, ownerId: string): Promise<string[]> {
  const unused = await ctx.db
    .select({ key: files.key })
    .from(files)
    .leftJoin(documents, eq(documents.fileId, files.id))
    .where(and(eq(files.ownerId, ownerId), isNull(documents.id)));
  return unused.map(({ key }) => key);
}
