import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id } from './columns.ts';
import { users } from './users.ts';

/**
 * Every call to a model, failed ones too: they cost as well. Holds counts, never text.
 * Erasure: stays for the books; `billed_to` becomes null with its user.
 */
export const llmCalls = pgTable(
  'llm_calls',
  {
    id: id(),
    jobId: uuid('job_id'),
    taskId: uuid('task_id'),
    billedTo: uuid('billed_to').references(() => users.id, { onDelete: 'set null' }),
    provider: text('provider').notNull(),
    model: text('model').notNull(),
    purpose: text('purpose').notNull(),
    outcome: text('outcome', { enum: ['ok', 'salvaged', 'error'] }).notNull(),
    errorCode: text('error_code'),
    inputTokens: integer('input_tokens').notNull(),
    outputTokens: integer('output_tokens').notNull(),
    /** Of the input tokens, those that the provider had in its cache. */
    cachedTokens: integer('cached_tokens').notNull().default(0),
    /** Valid items of an answer that was not valid as a whole, and the items lost with it. */
    salvagedItems: integer('salvaged_items').notNull().default(0),
    lostItems: integer('lost_items').notNull().default(0),
    microdollars: bigint('microdollars', { mode: 'number' }).notNull().default(0),
    latencyMs: integer('latency_ms').notNull(),
    createdAt: createdAt(),
  },
  (table) => [index('llm_calls_job').on(table.jobId), index('llm_calls_payer').on(table.billedTo, table.createdAt)],
);

/**
 * Answers of models, so that a task that runs again does not pay again. They hold text that was made from documents.
 * Erasure: by owner (cascade) and by the job's document or course, through `job_id`.
 */
export const modelAnswers = pgTable(
  'model_answers',
  {
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    purpose: text('purpose').notNull(),
    model: text('model').notNull(),
    promptVersion: integer('prompt_version').notNull(),
    /** SHA-256 of the input, salted by the task where something new is wanted each time. */
    inputHash: text('input_hash').notNull(),
    jobId: uuid('job_id').notNull(),
    answer: jsonb('answer').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.purpose, table.model, table.promptVersion, table.inputHash] }),
    index('model_answers_job').on(table.jobId),
  ],
);
