import type { QueueName, TaskName } from '@lectern/contract';
import { doublePrecision, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, id, time } from './columns.ts';

/** Live worker processes; a row without a heartbeat for a minute is removed. Erasure: holds nothing of a person. */
export const workers = pgTable('workers', {
  id: id(),
  host: text('host').notNull(),
  pid: integer('pid').notNull(),
  queues: text('queues').array().$type<QueueName[]>().notNull(),
  /** How many tasks of each queue run at once. */
  slots: jsonb('slots').$type<Partial<Record<QueueName, number>>>().notNull(),
  startedAt: createdAt(),
  heartbeatAt: time('heartbeat_at').notNull().defaultNow(),
});

/** Rolling mean of how long tasks of a kind take, for estimates. Erasure: holds nothing of a person. */
export const taskDurations = pgTable('task_durations', {
  name: text('name').$type<TaskName>().primaryKey(),
  /** Exponentially weighted, milliseconds. */
  meanMs: doublePrecision('mean_ms').notNull(),
  samples: integer('samples').notNull(),
});
