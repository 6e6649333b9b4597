import { index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { id } from './columns.ts';
import { documents } from './documents.ts';

/** The outline of a document: its parts in reading order. Erasure: goes with the document. */
export const sections = pgTable(
  'sections',
  {
    /** Made from document, revision and ordinal, so that writing twice is writing once. */
    id: id(),
    documentId: uuid('document_id')
      .notNull()
      .references(() => documents.id, { onDelete: 'cascade' }),
    revision: integer('revision').notNull(),
    /** From 0, in reading order. */
    ordinal: integer('ordinal').notNull(),
    title: text('title').notNull(),
    /** 0 for the topmost. */
    depth: integer('depth').notNull(),
    pageFrom: integer('page_from').notNull(),
    pageTo: integer('page_to').notNull(),
    /** The chunks it is made of (ordinals, inclusive). */
    chunkFrom: integer('chunk_from').notNull(),
    chunkTo: integer('chunk_to').notNull(),
    /** Null while it is not summed up. */
    summary: text('summary'),
    terms: jsonb('terms').$type<string[]>().notNull().default([]),
  },
  (table) => [
    unique('sections_place').on(table.documentId, table.revision, table.ordinal),
    index('sections_document').on(table.documentId),
  ],
);
