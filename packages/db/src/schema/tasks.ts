import type { ErrorCode, QueueName, TaskName } from '@lectern/contract';
import { sql } from 'drizzle-orm';
import { doublePrecision, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, time } from './columns.ts';
import { jobs } from './jobs.ts';

/** The units of queue work of a job. Payloads hold ids and small numbers. Erasure: goes with the job. */
export const tasks = pgTable(
  'tasks',
  {
    id: id(),
    jobId: uuid('job_id')
      .notNull()
      .references(() => jobs.id, { onDelete: 'cascade' }),
    /** Of the job; here too, for fair share within a queue. */
    requestedBy: uuid('requested_by').notNull(),
    run: integer('run').notNull(),
    round: integer('round').notNull(),
    stage: text('stage').notNull(),
    name: text('name').$type<TaskName>().notNull(),
    /** What the task is within its job, run and round, for instance `extract:1-20`. */
    key: text('key').notNull(),
    queue: text('queue').$type<QueueName>().notNull(),
    payload: jsonb('payload').notNull(),
    state: text('state', { enum: ['queued', 'running', 'done', 'failed', 'cancelled'] })
      .notNull()
      .default('queued'),
    /** +1 per claim; whoever holds an older one can no longer write. */
    fence: integer('fence').notNull().default(0),
    /** +1 per hand-over to the queue. */
    delivery: integer('delivery').notNull().default(1),
    failures: integer('failures').notNull().default(0),
    crashes: integer('crashes').notNull().default(0),
    workerId: uuid('worker_id'),
    heartbeatAt: time('heartbeat_at'),
    /** When the current delivery was handed to the queue, or last seen there; null when it has yet to be handed over. */
    sentAt: time('sent_at'),
    /** Start tag of start-time fair queueing, in units of cost. */
    fairStart: doublePrecision('fair_start').notNull(),
    cost: doublePrecision('cost').notNull(),
    /** To show, not to schedule by. */
    waitReason: text('wait_reason', { enum: ['retrying', 'rate_limited'] }),
    waitUntil: time('wait_until'),
    errorCode: text('error_code').$type<ErrorCode>(),
    errorMessage: text('error_message'),
    createdAt: createdAt(),
    startedAt: time('started_at'),
    finishedAt: time('finished_at'),
  },
  (table) => [
    unique('tasks_key').on(table.jobId, table.run, table.round, table.key),
    index('tasks_open')
      .on(table.jobId)
      .where(sql`state in ('queued', 'running')`),
    index('tasks_unsent')
      .on(table.id)
      .where(sql`state = 'queued' and sent_at is null`),
    index('tasks_sent')
      .on(table.sentAt)
      .where(sql`state = 'queued' and sent_at is not null`),
    index('tasks_leases')
      .on(table.heartbeatAt)
      .where(sql`state = 'running'`),
    index('tasks_line')
      .on(table.queue, table.fairStart)
      .where(sql`state = 'queued'`),
    index('tasks_requester_line')
      .on(table.queue, table.requestedBy, table.fairStart)
      .where(sql`state = 'queued'`),
    index('tasks_finished').on(table.queue, table.finishedAt),
  ],
);
