import { AppError, type ErrorCode, type JobState } from '@lectern/contract';
import { courses, documentRevisions, documents, files, jobs } from '@lectern/db';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { checkCourse } from '../courses/find-course.ts';
import { reader, type Ctx } from '../ctx.ts';
import { cursorId, toPage, type PageOf, type PageRequest } from '../paging.ts';
import { visibleDocuments } from './find-document.ts';

export interface DocumentView {
  id: string;
  courseId: string;
  fileName: string;
  bytes: number;
  sha256: string;
  /** `ready` once a revision is published, whatever later jobs do; else what its latest job says. */
  state: 'processing' | 'ready' | 'failed';
  revision: number | null;
  pageCount: number | null;
  chunkCount: number;
  title: string | null;
  language: string | null;
  jobId: string;
  error: { code: ErrorCode; message: string } | null;
  createdAt: Date;
}

function selectDocuments(ctx: Ctx) {
  const shown = sql`coalesce(${documents.revision}, ${documents.latestRevision})`;
  return reader(ctx)
    .select({
      document: documents,
      file: { bytes: files.bytes, sha256: files.sha256 },
      revision: documentRevisions,
      job: { state: jobs.state, code: jobs.errorCode, message: jobs.errorMessage },
    })
    .from(documents)
    .innerJoin(courses, eq(courses.id, documents.courseId))
    .innerJoin(files, eq(files.id, documents.fileId))
    .leftJoin(documentRevisions, and(eq(documentRevisions.documentId, documents.id), eq(documentRevisions.revision, shown)))
    .leftJoin(jobs, eq(jobs.id, documents.jobId))
    .$dynamic();
}

type Selected = Awaited<ReturnType<typeof selectDocuments>>[number];

function toView({ document, file, revision, job }: Selected): DocumentView {
  return {
    id: document.id,
    courseId: document.courseId,
    fileName: document.name,
    bytes: file.bytes,
    sha256: file.sha256,
    state: stateOf(document.revision, job?.state),
    revision: document.revision,
    pageCount: revision?.pageCount ?? null,
    chunkCount: revision?.chunkCount ?? 0,
    title: revision?.title ?? null,
    language: revision?.language ?? null,
    jobId: document.jobId,
    error: errorOf(document.revision, job),
    createdAt: document.createdAt,
  };
}

function errorOf(published: number | null, job: Selected['job']): DocumentView['error'] {
  if (job?.code) return { code: job.code, message: job.message ?? '' };
  // A cancelled job has no error of its own, but its document has a reason for not being there.
  return job?.state === 'cancelled' && published === null ? { code: 'cancelled', message: new AppError('cancelled').message } : null;
}

function stateOf(published: number | null, job: JobState | undefined): DocumentView['state'] {
  if (published !== null) return 'ready';
  return job === 'queued' || job === 'running' ? 'processing' : 'failed';
}

interface ListDocumentsInput extends PageRequest {
  actor: Actor;
  courseId: string;
}

/** Newest first. Error: `not_found` for the course. */
export async function listDocuments(ctx: Ctx, input: ListDocumentsInput): Promise<PageOf<DocumentView>> {
  await checkCourse(ctx, { actor: input.actor, id: input.courseId, right: 'read' });
  const before = cursorId(input.cursor);
  const rows = await selectDocuments(ctx)
    .where(
      and(
        eq(documents.courseId, input.courseId),
        visibleDocuments(input.actor),
        before === undefined ? undefined : lt(documents.id, before),
      ),
    )
    .orderBy(desc(documents.id))
    .limit(input.limit + 1);
  return toPage(rows.map(toView), input.limit);
}

/** Error: `not_found`. */
export async function getDocument(ctx: Ctx, input: { actor: Actor; id: string }): Promise<DocumentView> {
  const [row] = await selectDocuments(ctx).where(and(eq(documents.id, input.id), visibleDocuments(input.actor)));
  if (!row) throw new AppError('not_found', 'There is no such document');
  return toView(row);
}
