import type { BloomLevel, Difficulty, QuestionType, RejectReason } from '@lectern/contract';
import { index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { courses } from './courses.ts';
import { createdAt, id, time, vector } from './columns.ts';
import { documents } from './documents.ts';

export interface QuestionOption {
  text: string;
  correct: boolean;
  reason: string;
}

/**
 * Questions of a course's bank, and candidates on their way into it. `candidate` was written and passed the code checks,
 * `discarded` did not get in (with the reason); people only ever see draft, approved and rejected.
 * Erasure: goes with its document or course.
 */
export const questions = pgTable(
  'questions',
  {
    id: id(),
    courseId: uuid('course_id')
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    jobId: uuid('job_id').notNull(),
    /** The task that wrote it and its place there: one task run twice writes the same rows. */
    taskId: uuid('task_id').notNull(),
    ordinal: integer('ordinal').notNull(),
    documentId: uuid('document_id')
      .notNull()
      .references(() => documents.id, { onDelete: 'cascade' }),
    revision: integer('revision').notNull(),
    page: integer('page').notNull(),
    quote: text('quote').notNull(),
    type: text('type').$type<QuestionType>().notNull(),
    stem: text('stem').notNull(),
    options: jsonb('options').$type<QuestionOption[]>().notNull(),
    answer: text('answer').notNull(),
    explanation: text('explanation').notNull(),
    difficulty: text('difficulty').$type<Difficulty>().notNull(),
    bloom: text('bloom').$type<BloomLevel>().notNull(),
    topic: text('topic').notNull(),
    language: text('language').notNull(),
    state: text('state', { enum: ['candidate', 'discarded', 'draft', 'approved', 'rejected'] }).notNull(),
    discardReason: text('discard_reason').$type<RejectReason>(),
    /** Of stem and key, for finding duplicates; null while it is not compared yet. */
    vector: vector('vector'),
    embeddingModel: text('embedding_model'),
    version: integer('version').notNull().default(1),
    acceptedAt: time('accepted_at'),
    createdAt: createdAt(),
  },
  (table) => [
    unique('questions_origin').on(table.taskId, table.ordinal),
    index('questions_bank').on(table.courseId, table.state, table.id),
    index('questions_job').on(table.jobId),
    index('questions_document').on(table.documentId),
  ],
);
