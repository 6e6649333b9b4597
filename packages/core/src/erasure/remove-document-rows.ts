import { chunks, courses, documents, idempotencyKeys, jobs, modelAnswers, pages, questions, type Tx } from '@lectern/db';
import { and, eq, inArray, or, sql, type SQL } from 'drizzle-orm';
import type { Removed } from './erase-receipt.ts';

/** Removes a document with all that was made of it from the database. Harmless when it is gone. Returns how much that was. */
export async function removeDocumentRows(tx: Tx, documentId: string): Promise<Partial<Removed>> {
  const [document] = await tx.select({ courseId: documents.courseId }).from(documents).where(eq(documents.id, documentId));
  if (!document) return {};
  await tx.delete(idempotencyKeys).where(tellOf(tx, documentId, document.courseId));
  const asked = tx.select({ id: jobs.id }).from(jobs).where(workOn(documentId, document.courseId));
  const answers = await tx.delete(modelAnswers).where(inArray(modelAnswers.jobId, asked)).returning({ jobId: modelAnswers.jobId });
  const removed = {
    modelAnswers: answers.length,
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

/** Jobs that read the document, whichever of its revisions (their answers sum up its sections), and those that asked about it. */
function workOn(documentId: string, courseId: string): SQL | undefined {
  // The course first: jobs have an index on it, and none on what they read.
  const reading = and(eq(jobs.courseId, courseId), sql`${jobs.params} ->> 'documentId' = ${documentId}`);
  return or(sql`${jobs.params} -> 'documentIds' ? ${documentId}`, reading);
}

/** Answers that are kept for a repeated request: that to its upload holds the file's name. */
function tellOf(tx: Tx, documentId: string, courseId: string): SQL | undefined {
  const requesters = tx.select({ id: jobs.requestedBy }).from(jobs).where(eq(jobs.courseId, courseId));
  const owner = tx.select({ id: courses.ownerId }).from(courses).where(eq(courses.id, courseId));
  return and(
    or(inArray(idempotencyKeys.userId, requesters), inArray(idempotencyKeys.userId, owner)),
    sql`strpos(${idempotencyKeys.body}::text, ${documentId}) > 0`,
  );
}
