import { index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { courses } from './courses.ts';
import { createdAt, id, time } from './columns.ts';
import { files } from './files.ts';

/** One uploaded PDF in one course. Erasure: vectors, then this row; revisions, pages, chunks, questions go with it. */
export const documents = pgTable(
  'documents',
  {
    id: id(),
    courseId: uuid('course_id')
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    fileId: uuid('file_id')
      .notNull()
      .references(() => files.id, { onDelete: 'no action' }),
    name: text('name').notNull(),
    /** The revision that is read and searched; null until the first one is published. */
    revision: integer('revision'),
    latestRevision: integer('latest_revision').notNull().default(1),
    /** The latest job that read it. No foreign key: job and document are made in one transaction. */
    jobId: uuid('job_id').notNull(),
    /** Set when erasure was asked for; from then on the document is gone for everybody. */
    deletedAt: time('deleted_at'),
    createdAt: createdAt(),
  },
  (table) => [unique('documents_course_file').on(table.courseId, table.fileId), index('documents_file').on(table.fileId)],
);

export interface Bookmark {
  title: string;
  depth: number;
  page: number | undefined;
}

/** What reading a document once has told. Erasure: goes with the document. */
export const documentRevisions = pgTable(
  'document_revisions',
  {
    documentId: uuid('document_id')
      .notNull()
      .references(() => documents.id, { onDelete: 'cascade' }),
    revision: integer('revision').notNull(),
    pageCount: integer('page_count').notNull(),
    title: text('title'),
    /** ISO 639-1, once the text is known. */
    language: text('language'),
    bookmarks: jsonb('bookmarks').$type<Bookmark[]>().notNull(),
    chunkCount: integer('chunk_count').notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.documentId, table.revision] })],
);

/**
 * The text of a page as it was read, headers and footers included: what a quote is checked against.
 * Erasure: goes with the document. Pages of older revisions stay while the document does: questions cite them.
 */
export const pages = pgTable(
  'pages',
  {
    documentId: uuid('document_id')
      .notNull()
      .references(() => documents.id, { onDelete: 'cascade' }),
    revision: integer('revision').notNull(),
    page: integer('page').notNull(),
    text: text('text').notNull(),
  },
  (table) => [primaryKey({ columns: [table.documentId, table.revision, table.page] })],
);
