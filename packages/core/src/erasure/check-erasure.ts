import { AppError } from '@lectern/contract';
import { tasks } from '@lectern/db';
import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import { findUsedKeys, removeFileIfUnused } from '../documents/unused-files.ts';
import type { TaskHandler, TaskRun } from '../jobs/types.ts';
import type { WorkDeps } from '../work-deps.ts';
import { accountTraces } from './account-traces.ts';
import { findCheckParts, type CheckPart } from './check-parts.ts';
import { courseTraces } from './course-traces.ts';
import { documentTraces } from './document-traces.ts';
import { findUnusedKeys } from './erase-document-data.ts';
import { addToReceipt } from './erase-receipt.ts';
import { countTraces, removeTraces, type Trace } from './traces.ts';

type CheckRun = TaskRun<'erasure.check'>;

/**
 * Looks for what should be gone: in the index, the tables, the file store. What it finds goes, and the task fails, so that it
 * looks again: only a look that found nothing ends an erasure. Error: `internal` when something was left.
 */
export const checkErasure: TaskHandler<'erasure.check', WorkDeps> = async (deps, task) => {
  const { part } = task.payload;
  const left = { vectors: 0, rows: 0, files: 0 };
  for (const each of part ? [part] : await findCheckParts(deps.ctx.db, task.jobId)) {
    left.vectors += await removeLeftVectors(deps, each, task);
    left.rows += await removeLeftRows(deps, each, task);
    // After the rows: a file that a row refers to stays.
    left.files += await removeLeftFiles(deps, each, task);
  }
  if (left.vectors + left.rows + left.files === 0) return;
  await task.commit((tx) => addToReceipt(tx, task.jobId, { vectors: left.vectors, files: left.files }));
  throw new AppError('internal', 'Something was left of what was to be erased', { cause: new Error(JSON.stringify(left)) });
};

async function removeLeftVectors({ vectors }: WorkDeps, { documentIds }: CheckPart, { signal }: CheckRun): Promise<number> {
  if (documentIds.length === 0) return 0;
  const found = await vectors.countDocuments(documentIds, { signal });
  if (found > 0) await vectors.eraseDocuments(documentIds, { signal });
  return found;
}

async function removeLeftRows({ ctx }: WorkDeps, part: CheckPart, task: CheckRun): Promise<number> {
  const found = await countTraces(ctx.db, tracesOf(ctx, part, task));
  task.signal.throwIfAborted();
  if (found > 0) await task.commit(async (tx) => addToReceipt(tx, task.jobId, await removeTraces(tx, tracesOf({ db: tx }, part, task))));
  return found;
}

function tracesOf({ db }: { db: Parameters<typeof countTraces>[0] }, part: CheckPart, { courseId }: CheckRun): Trace[] {
  const { documentIds, courseIds, userId } = part;
  return [
    ...documentTraces(db, { documentIds, courseId }),
    ...courseTraces(db, courseIds),
    ...(userId === null ? [] : accountTraces(userId)),
  ];
}

/** Files that another document refers to are no trace of this one. */
async function removeLeftFiles({ ctx, files }: WorkDeps, part: CheckPart, { jobId, signal }: CheckRun): Promise<number> {
  const keys = await findFileKeys(ctx, jobId, part);
  const used = await findUsedKeys(ctx, keys);
  let found = 0;
  for (const key of keys) {
    signal.throwIfAborted();
    if (!used.has(key) && (await removeFileIfUnused({ ...ctx, files }, key))) found += 1;
  }
  return found;
}

async function findFileKeys(ctx: Ctx, jobId: string, { documentIds, userId }: CheckPart): Promise<string[]> {
  const key = sql<string>`${tasks.payload} ->> 'fileKey'`;
  const erased = await ctx.db
    .selectDistinct({ key })
    .from(tasks)
    .where(
      and(
        eq(tasks.jobId, jobId),
        eq(tasks.name, 'document.erase'),
        isNotNull(key),
        inArray(sql`${tasks.payload} ->> 'documentId'`, documentIds),
      ),
    );
  return [...erased.map((each) => each.key), ...(userId === null ? [] : await findUnusedKeys(ctx, userId))];
}
