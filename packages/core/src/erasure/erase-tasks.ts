import { courses, documents, files, type Tx } from '@lectern/db';
import { asc, eq, type SQL } from 'drizzle-orm';
import type { NewTask } from '../jobs/types.ts';

/** A task for each of some documents. */
export async function eraseDocumentTasks(tx: Tx, which: SQL): Promise<NewTask<'document.erase'>[]> {
  const found = await tx
    .select({ documentId: documents.id, fileKey: files.key })
    .from(documents)
    .innerJoin(files, eq(files.id, documents.fileId))
    .innerJoin(courses, eq(courses.id, documents.courseId))
    .where(which)
    .orderBy(asc(documents.id));
  return found.map((payload) => ({ key: `document:${payload.documentId}`, payload }));
}

/** A task for each course that is somebody's own. */
export async function eraseCourseTasks(tx: Tx, ownerId: string): Promise<NewTask<'course.erase'>[]> {
  const found = await tx.select({ courseId: courses.id }).from(courses).where(eq(courses.ownerId, ownerId)).orderBy(asc(courses.id));
  return found.map((payload) => ({ key: `course:${payload.courseId}`, payload }));
}
