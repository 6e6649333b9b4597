import { AppError, jobCatalog } from '@lectern/contract';
import { jobs, tasks } from '@lectern/db';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import { findUsedKeys, removeFileIfUnused } from '../documents/unused-files.ts';
import type { TaskHandler } from '../jobs/types.ts';
import type { WorkDeps } from '../work-deps.ts';
import { countAccountRows, countCourseRows, countDocumentRows } from './count-rows.ts';
import { findUnusedKeys } from './erase-document-data.ts';
import { sealReceipt } from './erase-receipt.ts';
import { removeAccountRows } from './remove-account-rows.ts';

/** What a job was to erase. */
interface Erased {
  documentIds: string[];
  courseIds: string[];
  userId: string | undefined;
  fileKeys: string[];
}

const idsPerQuery = 500;

/**
 * Looks for what should be gone: in the index, the tables, the file store. What it finds goes, and the task fails, so that it
 * looks again: only a look that found nothing ends an erasure. Error: `internal` when something was left.
 */
export const checkErasure: TaskHandler<'erasure.check', WorkDeps> = async (deps, task) => {
  const { ctx } = deps;
  const erased = await findErased(ctx, task.jobId);
  const left = {
    vectors: await removeLeftVectors(deps, erased.documentIds, task.signal),
    rows: await countRows(ctx, erased, task.jobId),
    files: await removeLeftFiles(deps, erased),
  };
  if (left.rows > 0 && erased.userId !== undefined) {
    const { userId } = erased;
    await task.commit(async (tx) => void (await removeAccountRows(tx, { userId, exceptJobId: task.jobId })));
  }
  if (left.vectors + left.rows + left.files > 0) {
    throw new AppError('internal', 'Something was left of what was to be erased', { cause: new Error(JSON.stringify(left)) });
  }
  return (tx) => sealReceipt(tx, task.jobId);
};

async function findErased(ctx: Ctx, jobId: string): Promise<Erased> {
  const [job] = await ctx.db.select({ kind: jobs.kind, params: jobs.params }).from(jobs).where(eq(jobs.id, jobId));
  if (!job) throw new AppError('internal', 'the job is gone');
  const done = await ctx.db
    .select({
      documentId: sql<string | null>`${tasks.payload} ->> 'documentId'`,
      courseId: sql<string | null>`${tasks.payload} ->> 'courseId'`,
      fileKey: sql<string | null>`${tasks.payload} ->> 'fileKey'`,
    })
    .from(tasks)
    .where(and(eq(tasks.jobId, jobId), inArray(tasks.name, ['document.erase', 'course.erase'])));
  return {
    documentIds: [...new Set(done.flatMap(({ documentId }) => documentId ?? []))],
    courseIds: [...new Set(done.flatMap(({ courseId }) => courseId ?? []))],
    userId: job.kind === 'accounts.erase' ? jobCatalog['accounts.erase'].params.parse(job.params).userId : undefined,
    fileKeys: [...new Set(done.flatMap(({ fileKey }) => fileKey ?? []))],
  };
}

async function removeLeftVectors({ vectors }: WorkDeps, documentIds: string[], signal: AbortSignal): Promise<number> {
  const found = await vectors.countDocuments(documentIds, { signal });
  if (found > 0) for (const documentId of documentIds) await vectors.eraseDocument(documentId, { signal });
  return found;
}

async function countRows(ctx: Ctx, { documentIds, courseIds, userId }: Erased, jobId: string): Promise<number> {
  let count = 0;
  for (let at = 0; at < documentIds.length; at += idsPerQuery) {
    count += await countDocumentRows(ctx.db, documentIds.slice(at, at + idsPerQuery));
  }
  for (let at = 0; at < courseIds.length; at += idsPerQuery) count += await countCourseRows(ctx.db, courseIds.slice(at, at + idsPerQuery));
  return userId === undefined ? count : count + (await countAccountRows(ctx.db, userId, jobId));
}

/** Files that another document refers to are no trace of this one. */
async function removeLeftFiles({ ctx, files }: WorkDeps, { fileKeys, userId }: Erased): Promise<number> {
  let found = 0;
  for (let at = 0; at < fileKeys.length; at += idsPerQuery) {
    const keys = fileKeys.slice(at, at + idsPerQuery);
    const used = await findUsedKeys(ctx, keys);
    for (const key of keys) if (!used.has(key) && (await removeFileIfUnused({ ...ctx, files }, key))) found += 1;
  }
  const rest = userId === undefined ? [] : await findUnusedKeys(ctx, userId);
  for (const key of rest) await removeFileIfUnused({ ...ctx, files }, key);
  return found + rest.length;
}
