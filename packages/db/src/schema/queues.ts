import type { QueueName } from '@lectern/contract';
import { doublePrecision, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { time } from './columns.ts';
import { users } from './users.ts';

/**
 * A queue's fair-share clock, and what the reconciler publishes of it for those who poll.
 * Erasure: holds nothing of a person.
 */
export const queues = pgTable('queues', {
  name: text('name').$type<QueueName>().primaryKey(),
  /** Start tag of the latest claim. */
  virtualTime: doublePrecision('virtual_time').notNull().default(0),
  /** Start tag that has priority 1 in the broker. */
  priorityBase: doublePrecision('priority_base').notNull().default(0),
  /** +1 when something of what follows has changed. */
  revision: integer('revision').notNull().default(0),
  workers: integer('workers').notNull().default(0),
  queued: integer('queued').notNull().default(0),
  oldestAt: time('oldest_at'),
  /** Up to 32 points `[start tag, tasks before it]`, rising: enough to tell a job its place. */
  line: jsonb('line').$type<[number, number][]>().notNull().default([]),
  publishedAt: time('published_at'),
});

/** Where a requester's last task in a queue ends, on the queue's clock. Erasure: goes with the user. */
export const requesterShares = pgTable(
  'requester_shares',
  {
    queue: text('queue').$type<QueueName>().notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    lastFinish: doublePrecision('last_finish').notNull(),
  },
  (table) => [primaryKey({ columns: [table.queue, table.userId] })],
);
