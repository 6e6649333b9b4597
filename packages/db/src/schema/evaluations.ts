import { index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { askedQuestions } from './asked-questions.ts';
import { createdAt, id } from './columns.ts';
import { grades } from './grades.ts';
import { users } from './users.ts';

/** A batch of answers that a teacher had graded, apart from any test. Erasure: goes with its owner. */
export const evaluations = pgTable(
  'evaluations',
  {
    id: id(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    jobId: uuid('job_id').notNull(),
    createdAt: createdAt(),
  },
  (table) => [index('evaluations_owner').on(table.ownerId, table.id)],
);

/** Its answers, in the order in which they were sent. Erasure: goes with the evaluation. */
export const evaluationItems = pgTable(
  'evaluation_items',
  {
    evaluationId: uuid('evaluation_id')
      .notNull()
      .references(() => evaluations.id, { onDelete: 'cascade' }),
    /** From 0. */
    ordinal: integer('ordinal').notNull(),
    askedId: uuid('asked_id')
      .notNull()
      .references(() => askedQuestions.id, { onDelete: 'cascade' }),
    answer: text('answer').notNull(),
    gradeId: uuid('grade_id').references(() => grades.id, { onDelete: 'set null' }),
  },
  (table) => [
    primaryKey({ columns: [table.evaluationId, table.ordinal] }),
    index('evaluation_items_asked').on(table.askedId),
    index('evaluation_items_grade').on(table.gradeId),
  ],
);
