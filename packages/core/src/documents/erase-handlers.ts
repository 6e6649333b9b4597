import { chunks, courses, documents, files, jobs, modelAnswers, pages, questions, type Tx } from '@lectern/db';
import { and, eq, inArray, isNull, ne, or, sql, type SQL } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import type { TaskHandler } from '../jobs/types.ts';
import type { WorkDeps } from '../work-deps.ts';
import { findEmbeddingModels } from './embedding-models.ts';
import { addToReceipt } from './erase-receipt.ts';
import { removeFileIfUnused } from './unused-files.ts';

/**
 * Vectors first, rows then, bytes last: whatever breaks off, what is left is still found by the next try. Vectors once
 * more when the rows are gone: a worker that was killed may have had some on their way that nobody takes back.
 */
export const eraseDocumentData: TaskHandler<'document.erase', WorkDeps> = async ({ ctx, files, vectors }, task) => {
  const { documentId } = task.payload;
  const found = await findErased(ctx, documentId);
  if (found) {
    const removeVectors = async (): Promise<void> => {
      for (const model of found.models) await vectors.removeDocument(model, { documentId }, { signal: task.signal });
    };
    await removeVectors();
    await task.commit(async (tx) => {
      const removed = await removeRows(tx, documentId);
      await addToReceipt(tx, task.jobId, removed);
    });
    await removeVectors();
  }
  // After a crash in between the document is gone, but its file's row still stands, unused.
  for (const key of found ? [found.fileKey] : await findUnusedKeys(ctx, task.requestedBy)) {
    if (await removeFileIfUnused({ ...ctx, files }, key)) await task.commit((tx) => addToReceipt(tx, task.jobId, { files: 1 }));
  }
};

async function findErased(ctx: Ctx, documentId: string): Promise<{ fileKey: string; models: string[] } | undefined> {
  const [document] = await ctx.db
    .select({ fileKey: files.key })
    .from(documents)
    .innerJoin(files, eq(files.id, documents.fileId))
    .where(eq(documents.id, documentId));
  if (!document) return undefined;
  return { ...document, models: await findEmbeddingModels(ctx, documentId) };
}

/** Stored files of the owner that no document refers to any more. */
async function findUnusedKeys(ctx: Ctx, ownerId: string): Promise<string[]> {
  const unused = await ctx.db
    .select({ key: files.key })
    .from(files)
    .leftJoin(documents, eq(documents.fileId, files.id))
    .where(and(eq(files.ownerId, ownerId), isNull(documents.id)));
  return unused.map(({ key }) => key);
}

async function removeRows(tx: Tx, documentId: string): Promise<{ documents: number; pages: number; chunks: number; questions: number }> {
  const asked = tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(or(sql`${jobs.params} -> 'documentIds' ? ${documentId}`, await readingJobs(tx, documentId)));
  await tx.delete(modelAnswers).where(inArray(modelAnswers.jobId, asked));
  const removed = {
    pages: await tx.$count(pages, eq(pages.documentId, documentId)),
    chunks: await tx.$count(chunks, eq(chunks.documentId, documentId)),
    questions: await tx.$count(
      questions,
      and(eq(questions.documentId, documentId), inArray(questions.state, ['draft', 'approved', 'rejected'])),
    ),
  };
  const gone = await tx.delete(documents).where(eq(documents.id, documentId)).returning({ id: documents.id });
  return { documents: gone.length, ...removed };
}

/** Jobs that read the document, whichever of its revisions: their answers are the summaries of its sections. */
async function readingJobs(tx: Tx, documentId: string): Promise<SQL | undefined> {
  const [document] = await tx.select({ courseId: documents.courseId }).from(documents).where(eq(documents.id, documentId));
  // The course first: jobs have an index on it, and none on what they read.
  return document && and(eq(jobs.courseId, document.courseId), sql`${jobs.params} ->> 'documentId' = ${documentId}`);
}

/** The course's row and its jobs; its documents are gone by now. */
export const eraseCourseData: TaskHandler<'course.erase', WorkDeps> = async (_deps, task) => {
  const { courseId } = task.payload;
  return async (tx) => {
    const own = tx.select({ id: jobs.id }).from(jobs).where(eq(jobs.courseId, courseId));
    await tx.delete(modelAnswers).where(inArray(modelAnswers.jobId, own));
    await tx.delete(jobs).where(and(eq(jobs.courseId, courseId), ne(jobs.id, task.jobId)));
    await tx.delete(courses).where(eq(courses.id, courseId));
  };
};
