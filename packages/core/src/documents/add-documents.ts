import { AppError } from '@lectern/contract';
import { documents, files, jobs } from '@lectern/db';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { getCourseRow } from '../courses/find-course.ts';
import { insertCourse } from '../courses/insert-course.ts';
import { inTransaction, type Ctx, type TxCtx } from '../ctx.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import { reopenJob } from '../jobs/retry-job.ts';
import type { JobRow } from '../jobs/types.ts';
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
 * document with its latest job, which runs again if it had failed. Errors: `not_found` for the course, `forbidden`.
 */
export async function addDocuments(
  ctx: Ctx & { files: FileStore },
  input: AddDocumentsInput,
): Promise<{ courseId: string; jobs: AddedDocument[] }> {
  return inTransaction(ctx, async (ctx) => {
    const ended = await lockEndedJobs(ctx, input);
    const courseId = await findOrMakeCourse(ctx, input);
    const keys = new Set(input.files.map(({ stored }) => stored.key));
    // In one order, or two uploads of the same files wait for each other.
    for (const key of [...keys].sort()) await lockStored(ctx, key);
    const added: AddedDocument[] = [];
    for (const { stored, name } of input.files) {
      const fileId = await findOrMakeFile(ctx, input.actor.userId, stored);
      const document = await addDocument(ctx, { courseId, fileId, name, requestedBy: input.actor.userId, ended });
      await auditUpload(ctx, input.actor, courseId, document);
      added.push(document);
    }
    return { courseId, jobs: added };
  });
}

async function auditUpload(ctx: TxCtx, actor: Actor, courseId: string, { documentId, duplicate }: AddedDocument): Promise<void> {
  await audit(ctx, {
    actor,
    action: 'document.uploaded',
    subject: { type: 'document', id: documentId },
    detail: { course_id: courseId, duplicate },
  });
}

/** Of files that the course has already: their documents' latest jobs that may have to run again. Locked before all else. */
async function lockEndedJobs(ctx: TxCtx, input: AddDocumentsInput): Promise<Map<string, JobRow>> {
  if (!('id' in input.course)) return new Map();
  const { tx } = ctx.open;
  const hashes = input.files.map(({ stored }) => stored.sha256);
  const known = tx
    .select({ id: documents.jobId })
    .from(documents)
    .innerJoin(files, eq(files.id, documents.fileId))
    .where(and(eq(documents.courseId, input.course.id), eq(files.ownerId, input.actor.userId), inArray(files.sha256, hashes)));
  const locked = await tx
    .select()
    .from(jobs)
    .where(and(inArray(jobs.id, known), inArray(jobs.state, ['failed', 'cancelled'])))
    .orderBy(asc(jobs.id))
    .for('no key update');
  return new Map(locked.map((job) => [job.id, job]));
}

async function findOrMakeCourse(ctx: TxCtx, input: AddDocumentsInput): Promise<string> {
  if ('id' in input.course) {
    // Erasing the course and adding to it exclude each other; whoever had to wait looks again.
    const course = await getCourseRow(ctx, { actor: input.actor, id: input.course.id, right: 'teach', lock: 'share' });
    return course.id;
  }
  return insertCourse(ctx, { actor: input.actor, title: input.course.title });
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
  ended: Map<string, JobRow>;
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
  // A job that is not among the locked ones is under way, or was started by another request a moment ago.
  const job = input.ended.get(document.jobId);
  // The same file may be twice in one upload.
  if (job && input.ended.delete(job.id)) await reopenJob(ctx, job);
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
