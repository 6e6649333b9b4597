import type { AnswerPart } from '@lectern/contract';
import { foreignKey, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { askedQuestions } from './asked-questions.ts';
import { answers } from './attempts.ts';
import { createdAt, id, time } from './columns.ts';
import { grades } from './grades.ts';
import { tests } from './tests.ts';
import { users } from './users.ts';

/** A test's answers measured anew by the keys and rubrics that its questions have now. Erasure: goes with the test. */
export const regrades = pgTable(
  'regrades',
  {
    id: id(),
    testId: uuid('test_id')
      .notNull()
      .references(() => tests.id, { onDelete: 'cascade' }),
    requestedBy: uuid('requested_by').references(() => users.id, { onDelete: 'set null' }),
    jobId: uuid('job_id').notNull(),
    /** When the new grades took the place of the old ones; null: it is a preview. */
    appliedAt: time('applied_at'),
    appliedBy: uuid('applied_by').references(() => users.id, { onDelete: 'set null' }),
    createdAt: createdAt(),
  },
  (table) => [index('regrades_test').on(table.testId)],
);

/** The answers that are measured anew. Erasure: goes with the regrade, and with the attempt. */
export const regradeItems = pgTable(
  'regrade_items',
  {
    regradeId: uuid('regrade_id')
      .notNull()
      .references(() => regrades.id, { onDelete: 'cascade' }),
    attemptId: uuid('attempt_id').notNull(),
    ordinal: integer('ordinal').notNull(),
    part: text('part').$type<AnswerPart>().notNull(),
    /** What it is measured by. */
    basisId: uuid('basis_id')
      .notNull()
      .references(() => askedQuestions.id, { onDelete: 'cascade' }),
    /** The grade that counted when it was asked for. Applied: where it stays as it was, both are the grade that it kept. */
    fromGradeId: uuid('from_grade_id').references(() => grades.id, { onDelete: 'set null' }),
    toGradeId: uuid('to_grade_id').references(() => grades.id, { onDelete: 'set null' }),
  },
  (table) => [
    primaryKey({ columns: [table.regradeId, table.attemptId, table.ordinal, table.part] }),
    foreignKey({ columns: [table.attemptId, table.ordinal], foreignColumns: [answers.attemptId, answers.ordinal] }).onDelete('cascade'),
    index('regrade_items_attempt').on(table.attemptId, table.ordinal),
    index('regrade_items_basis').on(table.basisId),
    index('regrade_items_from').on(table.fromGradeId),
    index('regrade_items_to').on(table.toGradeId),
  ],
);
