import { integer, jsonb, pgTable, text, unique, uuid, index } from 'drizzle-orm/pg-core';
import { createdAt, id } from './columns.ts';
import { courses } from './courses.ts';
import type { QuestionContent } from './questions.ts';
import { users } from './users.ts';

/** What of a question a student is asked and an answer is measured by. */
export type AskedContent = Pick<
  QuestionContent,
  | 'type'
  | 'stem'
  | 'options'
  | 'answer'
  | 'accepted'
  | 'rubric'
  | 'reasoningRubric'
  | 'starter'
  | 'explanation'
  | 'difficulty'
  | 'bloom'
  | 'topic'
  | 'language'
  | 'page'
  | 'quote'
>;

/**
 * Copies of questions as they were asked: one for each version that an attempt or a regrade refers to, shared by all that do. A
 * question that is edited or deleted later leaves them as they are. Those of stand-alone evaluations belong to who asked.
 * Erasure: goes with its course or owner; that of a document leaves the copy, without the quote and where it stood.
 */
export const askedQuestions = pgTable(
  'asked_questions',
  {
    id: id(),
    /** Of a bank's question. */
    courseId: uuid('course_id').references(() => courses.id, { onDelete: 'cascade' }),
    questionId: uuid('question_id'),
    version: integer('version'),
    documentId: uuid('document_id'),
    /** Of an evaluation's. */
    ownerId: uuid('owner_id').references(() => users.id, { onDelete: 'cascade' }),
    /** SHA-256 of an evaluation's question, reference answer and rubric: the same asked again is the same question. */
    fingerprint: text('fingerprint'),
    content: jsonb('content').$type<AskedContent>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique('asked_questions_version').on(table.questionId, table.version),
    unique('asked_questions_fingerprint').on(table.ownerId, table.fingerprint),
    index('asked_questions_course').on(table.courseId),
    index('asked_questions_document').on(table.documentId),
  ],
);
