import { AppError } from '@lectern/contract';
import { courses, documents, files, jobs } from '@lectern/db';
import { and, eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../actor.ts';
import { checkCourse } from '../courses/find-course.ts';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import { lockJob } from '../jobs/lock.ts';
import { reopenJob } from '../jobs/retry-job.ts';
import type { FileStore, StoredFile } from '../ports/index.ts';
import { lockFileKey } from './unused-files.ts';

interface AddDocumentsInput {
  actor: Actor;
  course: { title: string } | { id: string };
  files: readonly { stored: StoredFile; name: string }[];
}

export interface AddedDocument {
  /** The job to poll. */
  id: string;
  documentId: string;
  fileName: string;
  duplicate: boolean;
}

/**
 * Takes stored files into a course, one document and one job each, all or none. The same bytes again are the existing
 * document with its latest job, which runs again if it had failed. Error: `not_found` for the course.
 */
export async function addDocuments(
  ctx: Ctx & { files: FileStore },
  input: AddDocumentsInput,
): Promise<{ courseId: string; jobs: AddedDocument[] }> {
  return inTransaction(ctx, async (ctx) => {
    const courseId = await findOrMakeCourse(ctx, input);
    const keys = new Set(input.files.map(({ stored }) => stored.key));
    // In one order, or two uploads of the same files wait for each other.
    for (const key of [...keys].sort()) await lockStored(ctx, key);
    const added: AddedDocument[] = [];
    for (const { stored, name } of input.files) {
      const fileId = await findOrMakeFile(ctx, input.actor.userId, stored);
      added.push(await addDocument(ctx, { courseId, fileId, name, requestedBy: input.actor.userId }));
    }
    return { courseId, jobs: added };
  });
}

async function findOrMakeCourse(ctx: TxCtx, input: AddDocumentsInput): Promise<string> {
  if ('id' in input.course) {
    await checkCourse(ctx, { actor: input.actor, id: input.course.id });
    // Erasing the course and adding to it exclude each other.
    await ctx.open.tx.select({ id: courses.id }).from(courses).where(eq(courses.id, input.course.id)).for('share');
    return input.course.id;
  }
  const id = uuidv7();
  await ctx.open.tx.insert(courses).values({ id, ownerId: input.actor.userId, title: input.course.title });
  return id;
}

async function lockStored(ctx: TxCtx<Ctx & { files: FileStore }>, key: string): Promise<void> {
  await lockFileKey(ctx.open.tx, key);
  // Another upload of the same bytes may have failed and taken them away; a look at the local disk, nothing that waits.
  await ctx.files.localPath(key).catch((cause: unknown) => {
    throw new AppError('upload_interrupted', undefined, { cause, retryable: true });
  });
}

async function findOrMakeFile(ctx: TxCtx, ownerId: string, stored: StoredFile): Promise<string> {
  const [file] = await ctx.open.tx
    .insert(files)
    .values({ id: uuidv7(), ownerId, sha256: stored.sha256, bytes: stored.bytes, key: stored.key })
    .onConflictDoUpdate({ target: [files.ownerId, files.sha256], set: { key: stored.key } })
    .returning({ id: files.id });
  if (!file) throw new Error('an upsert returned no row');
  return file.id;
}

interface AddDocumentInput {
  courseId: string;
  fileId: string;
  name: string;
  requestedBy: string;
}

async function addDocument(ctx: TxCtx, input: AddDocumentInput): Promise<AddedDocument> {
  const existing = await findExisting(ctx, input);
  if (existing) return existing;
  const documentId = uuidv7();
  const jobId = uuidv7();
  await ctx.open.tx.insert(documents).values({ id: documentId, jobId, courseId: input.courseId, fileId: input.fileId, name: input.name });
  await startIngest(ctx, { jobId, documentId, revision: 1, courseId: input.courseId, requestedBy: input.requestedBy });
  return { id: jobId, documentId, fileName: input.name, duplicate: false };
}

async function findExisting(ctx: TxCtx, input: AddDocumentInput): Promise<AddedDocument | undefined> {
  const same = and(eq(documents.courseId, input.courseId), eq(documents.fileId, input.fileId));
  const [document] = await ctx.open.tx.select().from(documents).where(same);
  if (!document) return undefined;
  if (document.deletedAt !== null)
    throw new AppError('conflict', 'The same file is just being erased from this course; upload it again in a moment');
  const [job] = await ctx.open.tx.select({ id: jobs.id, state: jobs.state }).from(jobs).where(eq(jobs.id, document.jobId));
  if (job && (job.state === 'failed' || job.state === 'cancelled')) {
    const locked = await lockJob(ctx.open.tx, job.id);
    if (locked.state === 'failed' || locked.state === 'cancelled') await reopenJob(ctx, locked);
  }
  return { id: document.jobId, documentId: document.id, fileName: document.name, duplicate: true };
}

interface StartIngestInput {
  jobId: string;
  documentId: string;
  revision: number;
  courseId: string;
  requestedBy: string;
}

/** Accepts the job that reads a revision of a document; the document names the job already. */
export async function startIngest(ctx: TxCtx, input: StartIngestInput): Promise<void> {
  const { jobId, documentId, revision, courseId, requestedBy } = input;
  await acceptJob(ctx, {
    id: jobId,
    kind: 'documents.ingest',
    requestedBy,
    courseId,
    params: { documentId, revision },
    first: { stage: 'inspect', tasks: [{ key: 'inspect', payload: { documentId, revision } }] },
  });
}

/** Makes the next revision of a document the one that its latest job reads. Returns the job's id. */
export async function startNextRevision(ctx: TxCtx, document: { id: string; courseId: string }, requestedBy: string): Promise<string> {
  const jobId = uuidv7();
  const [next] = await ctx.open.tx
    .update(documents)
    .set({ jobId, latestRevision: sql`${documents.latestRevision} + 1` })
    .where(eq(documents.id, document.id))
    .returning({ revision: documents.latestRevision });
  if (!next) throw new AppError('not_found', 'There is no such document');
  await startIngest(ctx, { jobId, documentId: document.id, revision: next.revision, courseId: document.courseId, requestedBy });
  return jobId;
}
