import type { AttemptKind, Track } from '@lectern/contract';
import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, primaryKey, smallint, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { askedQuestions } from './asked-questions.ts';
import { id, time } from './columns.ts';
import { courses } from './courses.ts';
import { grades } from './grades.ts';
import { tests } from './tests.ts';
import { users } from './users.ts';

/** One student's sitting of a test, or a run through drawn questions. Erasure: goes with its student, test or course. */
export const attempts = pgTable(
  'attempts',
  {
    id: id(),
    courseId: uuid('course_id')
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    /** Null: practice. */
    testId: uuid('test_id').references(() => tests.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<AttemptKind>().notNull(),
    track: text('track').$type<Track>().notNull(),
    /** From 1, for each student, test and kind; of practice no more than a hint, as nothing keeps two from being equal. */
    number: integer('number').notNull(),
    /** All that was drawn and shuffled follows from it, for those who have to find out why somebody was asked this. */
    seed: text('seed').notNull(),
    state: text('state', { enum: ['open', 'submitted'] })
      .notNull()
      .default('open'),
    /** Of the question that was shown last, from 0. */
    position: integer('position').notNull().default(0),
    startedAt: time('started_at').notNull().defaultNow(),
    deadlineAt: time('deadline_at'),
    submittedAt: time('submitted_at'),
    endedBy: text('ended_by', { enum: ['student', 'deadline'] }),
    /** When the last of its answers had its grade. */
    gradedAt: time('graded_at'),
    /** That grades its free answers; null: it has none. */
    jobId: uuid('job_id'),
  },
  (table) => [
    unique('attempts_number').on(table.testId, table.userId, table.kind, table.number),
    // Two starts at once are one attempt.
    uniqueIndex('attempts_open')
      .on(table.testId, table.userId, table.kind)
      .where(sql`state = 'open'`),
    index('attempts_user').on(table.userId, table.id),
    index('attempts_course').on(table.courseId),
    // What the sweeper looks for.
    index('attempts_deadline')
      .on(table.deadlineAt)
      .where(sql`state = 'open'`),
  ],
);

/** Options by their places in the question's own order, from 0; or what was typed. */
export type AnswerValue = { chosen: number[] } | { text: string };

/** The questions of an attempt in the order in which they are shown, each with what was answered. Erasure: goes with the attempt. */
export const answers = pgTable(
  'answers',
  {
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    /** From 0. */
    ordinal: integer('ordinal').notNull(),
    askedId: uuid('asked_id')
      .notNull()
      .references(() => askedQuestions.id, { onDelete: 'cascade' }),
    /** Of the bank's question, which may be gone. */
    questionId: uuid('question_id').notNull(),
    /** What it counts. */
    points: smallint('points').notNull(),
    /** The options as they are shown: places in the question's own order. */
    optionOrder: jsonb('option_order').$type<number[]>().notNull(),
    answer: jsonb('answer').$type<AnswerValue>(),
    reasoning: text('reasoning'),
    /** +1 with each change; 0: nothing was saved yet. */
    answerVersion: integer('answer_version').notNull().default(0),
    answeredAt: time('answered_at'),
    /** The grade that counts; null: there is none yet. */
    gradeId: uuid('grade_id').references(() => grades.id, { onDelete: 'set null' }),
    /** That of the reasoning, where one was asked for. */
    reasoningGradeId: uuid('reasoning_grade_id').references(() => grades.id, { onDelete: 'set null' }),
  },
  (table) => [
    primaryKey({ columns: [table.attemptId, table.ordinal] }),
    unique('answers_question').on(table.attemptId, table.questionId),
    index('answers_asked').on(table.askedId),
    index('answers_grade').on(table.gradeId),
    index('answers_reasoning_grade').on(table.reasoningGradeId),
  ],
);
