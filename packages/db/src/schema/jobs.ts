import type { ErrorCode, JobKind, JobState, QueueName } from '@lectern/contract';
import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, time } from './columns.ts';
import { courses } from './courses.ts';
import { users } from './users.ts';

/** One stage a run went through; times as ISO 8601. */
export interface StageTiming {
  name: string;
  startedAt: string;
  finishedAt: string | null;
}

/**
 * What a person asked for and polls. Holds ids and counts, never text.
 * Erasure: goes with its requester; erasing a course removes its jobs but the one that erases.
 */
export const jobs = pgTable(
  'jobs',
  {
    id: id(),
    kind: text('kind').$type<JobKind>().notNull(),
    requestedBy: uuid('requested_by')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    billedTo: uuid('billed_to').references(() => users.id, { onDelete: 'set null' }),
    /** Null for the job that erases the course, which must outlive it. */
    courseId: uuid('course_id').references(() => courses.id, { onDelete: 'set null' }),
    params: jsonb('params').notNull(),
    state: text('state').$type<JobState>().notNull().default('queued'),
    /** The stage under way; kept at the end, so that a retry knows where to go on. */
    stage: text('stage').notNull(),
    /** Where the stage's tasks wait; here too, so that a poll needs no look at them. */
    queue: text('queue').$type<QueueName>().notNull(),
    /** Rounds of the stages within a run, from 0. */
    round: integer('round').notNull().default(0),
    /** Starts at 1; each retry adds 1. */
    run: integer('run').notNull().default(1),
    /** How many plans were applied, for those who look into the ledger; the row's lock keeps two from being made at once. */
    planVersion: integer('plan_version').notNull().default(0),
    done: integer('done').notNull().default(0),
    total: integer('total').notNull().default(0),
    progress: smallint('progress').notNull().default(0),
    message: text('message').notNull(),
    result: jsonb('result'),
    errorCode: text('error_code').$type<ErrorCode>(),
    errorMessage: text('error_message'),
    stages: jsonb('stages').$type<StageTiming[]>().notNull().default([]),
    /** +1 on each change that a reader could see. */
    version: integer('version').notNull().default(1),
    createdAt: createdAt(),
    startedAt: time('started_at'),
    finishedAt: time('finished_at'),
  },
  (table) => [
    index('jobs_requester').on(table.requestedBy, table.id),
    index('jobs_course').on(table.courseId),
    // Which jobs work on a document: erasing one looks for them.
    index('jobs_document_ids').using('gin', sql`(${table.params} -> 'documentIds')`),
    // Sets that can be handed out again.
    index('jobs_fingerprint').on(table.courseId, sql`(${table.params} ->> 'fingerprint')`),
    index('jobs_failed')
      .on(table.finishedAt)
      .where(sql`state = 'failed'`),
    index('jobs_open')
      .on(table.id)
      .where(sql`state in ('queued', 'running')`),
  ],
);
