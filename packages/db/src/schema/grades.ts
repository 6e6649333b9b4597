import type { AnswerPart, CriterionGrade, GradeSource, InjectionFlag } from '@lectern/contract';
import { sql } from 'drizzle-orm';
import {
  boolean,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { askedQuestions } from './asked-questions.ts';
import { createdAt, id } from './columns.ts';
import { courses } from './courses.ts';
import { users } from './users.ts';

/**
 * Grades: never changed, never removed by anybody but an erasure. One for each (question as asked, what it is measured by, part,
 * normalised answer, model): all answers that are the same share it. A teacher's word is a new one that takes its place.
 * Erasure: goes with its course or owner, and when no answer refers to it any more.
 */
export const grades = pgTable(
  'grades',
  {
    id: id(),
    courseId: uuid('course_id').references(() => courses.id, { onDelete: 'cascade' }),
    /** Of a stand-alone evaluation. */
    ownerId: uuid('owner_id').references(() => users.id, { onDelete: 'cascade' }),
    askedId: uuid('asked_id')
      .notNull()
      .references(() => askedQuestions.id, { onDelete: 'cascade' }),
    /** The version whose key and rubric it is measured by: the one that was asked, or a later one after a regrade. */
    basisId: uuid('basis_id')
      .notNull()
      .references(() => askedQuestions.id, { onDelete: 'cascade' }),
    part: text('part').$type<AnswerPart>().notNull(),
    /** SHA-256 of the normalised answer. */
    answerHash: text('answer_hash').notNull(),
    source: text('source').$type<GradeSource>().notNull(),
    /** Who gave it; empty where it was no model. */
    model: text('model').notNull().default(''),
    /** By the built-in model: provisional until a teacher confirms it. */
    builtIn: boolean('built_in').notNull().default(false),
    earned: doublePrecision('earned').notNull(),
    possible: doublePrecision('possible').notNull(),
    criteria: jsonb('criteria').$type<CriterionGrade[]>().notNull().default([]),
    /** Two sentences for the student. */
    feedback: text('feedback').notNull().default(''),
    /** 0 to 1. */
    confidence: real('confidence').notNull(),
    /** What in the answer tries to instruct whoever grades. */
    flags: jsonb('flags').$type<InjectionFlag[]>().notNull().default([]),
    /** A teacher's. */
    reason: text('reason'),
    decidedBy: uuid('decided_by').references(() => users.id, { onDelete: 'set null' }),
    /** The grade in whose place a teacher's stands. */
    supersedesId: uuid('supersedes_id'),
    /** Whether it holds for all equal answers, later ones too, or for one answer alone. */
    shared: boolean('shared').notNull().default(true),
    jobId: uuid('job_id'),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({ columns: [table.supersedesId], foreignColumns: [table.id] }).onDelete('set null'),
    uniqueIndex('grades_once')
      .on(table.askedId, table.basisId, table.part, table.answerHash, table.model)
      .where(sql`source <> 'teacher'`),
    index('grades_answer').on(table.askedId, table.basisId, table.part, table.answerHash),
    index('grades_course').on(table.courseId),
    index('grades_owner').on(table.ownerId),
    index('grades_job').on(table.jobId),
    index('grades_supersedes').on(table.supersedesId),
    index('grades_basis').on(table.basisId),
    index('grades_decided').on(table.decidedBy),
  ],
);

/**
 * Who is grading an answer just now: others that have the same wait instead of asking too. Good only as long as the task holds
 * its claim in the ledger. Erasure: holds hashes; goes with the question.
 */
export const gradeClaims = pgTable(
  'grade_claims',
  {
    askedId: uuid('asked_id')
      .notNull()
      .references(() => askedQuestions.id, { onDelete: 'cascade' }),
    basisId: uuid('basis_id')
      .notNull()
      .references(() => askedQuestions.id, { onDelete: 'cascade' }),
    part: text('part').$type<AnswerPart>().notNull(),
    answerHash: text('answer_hash').notNull(),
    model: text('model').notNull(),
    taskId: uuid('task_id').notNull(),
    fence: integer('fence').notNull(),
  },
  (table) => [primaryKey({ columns: [table.askedId, table.basisId, table.part, table.answerHash, table.model] })],
);
