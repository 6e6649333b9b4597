import { openAsBlob } from 'node:fs';
import type { InputFile } from '../input-files.ts';
import type { ApiClient } from './client.ts';

export interface Uploaded {
  courseId: string;
  documentId: string;
  /** The job that reads it. */
  jobId: string;
  /** The course had the same bytes already. */
  duplicate: boolean;
}

/** Uploads a file, streamed from the disk, into a course that is there or that is made for it. */
export async function uploadFile(api: ApiClient, file: InputFile, course: { id: string } | { title: string }): Promise<Uploaded> {
  const form = new FormData();
  if ('id' in course) form.set('course_id', course.id);
  else form.set('course_title', course.title);
  form.set('files', await openAsBlob(file.path, { type: 'application/pdf' }), file.name);
  const { course_id: courseId, jobs } = await api.call('uploadPdfs', { body: form });
  const [job] = jobs;
  if (!job) throw new Error('an upload was accepted without a job');
  return { courseId, documentId: job.document_id, jobId: job.id, duplicate: job.duplicate };
}
