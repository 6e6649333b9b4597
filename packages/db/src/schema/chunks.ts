import { index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { courses } from './courses.ts';
import { id, vector } from './columns.ts';
import { documents } from './documents.ts';

/** A passage: what is embedded, searched and asked about. Erasure: goes with the document, its vector in the index before it. */
export const chunks = pgTable(
  'chunks',
  {
    /** Made from document, revision and ordinal, so that writing twice is writing once; also its id in the index. */
    id: id(),
    documentId: uuid('document_id')
      .notNull()
      .references(() => documents.id, { onDelete: 'cascade' }),
    courseId: uuid('course_id')
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    revision: integer('revision').notNull(),
    /** From 0, in reading order. */
    ordinal: integer('ordinal').notNull(),
    text: text('text').notNull(),
    pageFrom: integer('page_from').notNull(),
    pageTo: integer('page_to').notNull(),
    heading: text('heading'),
    tokens: integer('tokens').notNull(),
    /** Unit length; null until it is embedded. */
    vector: vector('vector'),
    embeddingModel: text('embedding_model'),
  },
  (table) => [unique('chunks_place').on(table.documentId, table.revision, table.ordinal), index('chunks_course').on(table.courseId)],
);
