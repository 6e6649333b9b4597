import { z } from 'zod';
import { ErrorCode } from '../error-codes.ts';
import { limits } from '../limits.ts';
import { Id, Time } from './common.ts';
import { CourseTitle } from './courses.ts';

/** The text fields of the multipart form; `files` come beside them, before or after. */
export const UploadFields = z
  .object({ course_title: CourseTitle.optional(), course_id: z.uuid().optional() })
  .refine((fields) => (fields.course_title === undefined) !== (fields.course_id === undefined), {
    message: 'Send either course_title (a new course) or course_id (an existing one)',
    path: ['course_title'],
  });

export const UploadForm = z
  .object({
    files: z.array(z.file()).min(1).max(limits.filesPerUpload),
    course_title: z.string().optional(),
    course_id: z.string().optional(),
  })
  .meta({ description: 'multipart/form-data; exactly one of course_title and course_id' });

export const UploadAccepted = z
  .object({
    course_id: Id,
    jobs: z.array(
      z.object({
        id: Id,
        document_id: Id,
        file_name: z.string(),
        status_url: z.string(),
        duplicate: z.boolean().meta({ description: 'The same bytes are in the course already' }),
      }),
    ),
  })
  .meta({ id: 'UploadAccepted' });
export type UploadAccepted = z.infer<typeof UploadAccepted>;

export const DocumentState = z.enum(['processing', 'ready', 'failed']);
export const DocumentBody = z
  .object({
    id: Id,
    course_id: Id,
    file_name: z.string(),
    bytes: z.int(),
    sha256: z.string(),
    state: DocumentState.meta({ description: 'ready = its text is read and searched' }),
    revision: z.int().nullable().meta({ description: 'The revision that is read and searched' }),
    page_count: z.int().nullable(),
    chunk_count: z.int(),
    title: z.string().nullable(),
    language: z.string().nullable(),
    job_id: Id.meta({ description: 'Its latest job' }),
    error: z.object({ code: ErrorCode, message: z.string() }).nullable(),
    created_at: Time,
  })
  .meta({ id: 'Document' });
export type DocumentBody = z.infer<typeof DocumentBody>;

export const PageParams = z.object({ id: Id, n: z.coerce.number().int().min(1).max(limits.pdfPages) });
export const PageBody = z
  .object({ document_id: Id, revision: z.int(), page: z.int(), page_count: z.int(), text: z.string() })
  .meta({ id: 'Page' });
export type PageBody = z.infer<typeof PageBody>;

/** A part of a document under one heading. `id` is of this reading only. */
export const SectionBody = z.object({
  id: Id,
  title: z.string().meta({ description: 'The heading; pages where there is none' }),
  depth: z.int().min(0).meta({ description: '0 for the topmost' }),
  page_from: z.int(),
  page_to: z.int(),
  summary: z.string().nullable().meta({ description: 'About two sentences; null while it is not summed up' }),
  terms: z.array(z.string()).meta({ description: 'The key terms it teaches' }),
});
export const OutlineBody = z
  .object({
    documents: z.array(
      z.object({
        document_id: Id,
        file_name: z.string(),
        title: z.string().nullable(),
        revision: z.int(),
        page_count: z.int(),
        sections: z.array(SectionBody),
      }),
    ),
  })
  .meta({ id: 'Outline' });
export type OutlineBody = z.infer<typeof OutlineBody>;
