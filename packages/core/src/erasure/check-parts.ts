import { tasks, type DbOrTx } from '@lectern/db';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { TaskPayload } from '@lectern/contract';
import type { NewTask } from '../jobs/types.ts';

/** What one task of the check looks for. */
export type CheckPart = NonNullable<TaskPayload<'erasure.check'>['part']>;

/** Few enough that a task looks for them, and removes what is left of them, well within its time. */
const idsPerPart = 100;

/** What a job was to erase, by the tasks it had, in parts. */
export async function findCheckParts(db: DbOrTx, jobId: string): Promise<CheckPart[]> {
  const erased = await db
    .selectDistinct({
      documentId: sql<string | null>`${tasks.payload} ->> 'documentId'`,
      courseId: sql<string | null>`${tasks.payload} ->> 'courseId'`,
      userId: sql<string | null>`${tasks.payload} ->> 'userId'`,
    })
    .from(tasks)
    .where(and(eq(tasks.jobId, jobId), inArray(tasks.name, ['document.erase', 'course.erase', 'account.erase'])));
  const nothing: CheckPart = { documentIds: [], courseIds: [], userId: null };
  return [
    ...inPages(erased.flatMap(({ documentId }) => documentId ?? [])).map((documentIds) => ({ ...nothing, documentIds })),
    ...inPages(erased.flatMap(({ courseId }) => courseId ?? [])).map((courseIds) => ({ ...nothing, courseIds })),
    ...erased.flatMap(({ userId }) => (userId === null ? [] : [{ ...nothing, userId }])),
  ];
}

export async function planCheck(db: DbOrTx, jobId: string): Promise<{ stage: 'check'; tasks: NewTask<'erasure.check'>[] }> {
  const parts = await findCheckParts(db, jobId);
  return { stage: 'check', tasks: parts.map((part, at) => ({ key: `check:${at}`, payload: { part } })) };
}

function inPages(ids: string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / idsPerPart) }, (_, at) => ids.slice(at * idsPerPart, (at + 1) * idsPerPart));
}
