import type { BloomLevel, Criterion, Difficulty, QuestionChange, QuestionType, RejectReason } from '@lectern/contract';
import { index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { chunks } from './chunks.ts';
import { courses } from './courses.ts';
import { createdAt, id, time, vector } from './columns.ts';
import { documents } from './documents.ts';
import { jobs } from './jobs.ts';
import { users } from './users.ts';

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
    /** Of cloze: every spelling that counts. */
    accepted: jsonb('accepted').$type<string[]>().notNull().default([]),
    /** Of short_answer and coding. */
    rubric: jsonb('rubric').$type<Criterion[]>().notNull().default([]),
    /** Of a choice that asks for the reasoning beside it: what that is graded by. Empty: it asks for none. */
    reasoningRubric: jsonb('reasoning_rubric').$type<Criterion[]>().notNull().default([]),
    /** Of coding: what the student begins with. */
    starter: text('starter'),
    explanation: text('explanation').notNull(),
    difficulty: text('difficulty').$type<Difficulty>().notNull(),
    bloom: text('bloom').$type<BloomLevel>().notNull(),
    topic: text('topic').notNull(),
    language: text('language').notNull(),
    state: text('state', { enum: ['candidate', 'discarded', 'draft', 'approved', 'rejected'] }).notNull(),
    discardReason: text('discard_reason').$type<RejectReason>(),
    /** What the verifier found instead, where it turned the question down. */
    discardNote: text('discard_note'),
    verification: text('verification', { enum: ['code_checked', 'verified', 'edited'] })
      .notNull()
      .default('code_checked'),
    /** Who answered it again. */
    verifiedBy: text('verified_by'),
    /** Why a person rejected it. */
    reviewNote: text('review_note'),
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

/** What of a question people can change, as it was at one version. */
export interface QuestionContent {
  type: QuestionType;
  stem: string;
  options: QuestionOption[];
  answer: string;
  accepted: string[];
  rubric: Criterion[];
  reasoningRubric: Criterion[];
  starter: string | null;
  explanation: string;
  difficulty: Difficulty;
  bloom: BloomLevel;
  topic: string;
  language: string;
  revision: number;
  page: number;
  quote: string;
  verification: 'code_checked' | 'verified' | 'edited';
  verifiedBy: string | null;
  reviewNote: string | null;
}

/** Every version of a question that people have seen, the present one included. Erasure: goes with the question. */
export const questionVersions = pgTable(
  'question_versions',
  {
    questionId: uuid('question_id')
      .notNull()
      .references(() => questions.id, { onDelete: 'cascade' }),
    version: integer('version').notNull(),
    change: text('change').$type<QuestionChange>().notNull(),
    note: text('note'),
    state: text('state', { enum: ['draft', 'approved', 'rejected'] }).notNull(),
    content: jsonb('content').$type<QuestionContent>().notNull(),
    /** Null for what no person did, and for people who are gone. */
    changedBy: uuid('changed_by').references(() => users.id, { onDelete: 'set null' }),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.questionId, table.version] })],
);

/**
 * The passages that a question job asks about, in the order in which they are used; a key of a later round goes on where
 * the one before ended. Erasure: goes with the job, and with the document.
 */
export const jobPassages = pgTable(
  'job_passages',
  {
    jobId: uuid('job_id')
      .notNull()
      .references(() => jobs.id, { onDelete: 'cascade' }),
    ordinal: integer('ordinal').notNull(),
    chunkId: uuid('chunk_id')
      .notNull()
      .references(() => chunks.id, { onDelete: 'cascade' }),
    /** Of the outline: what is to be asked about with this passage. */
    terms: jsonb('terms').$type<string[]>().notNull().default([]),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.ordinal] }), index('job_passages_chunk').on(table.chunkId)],
);
