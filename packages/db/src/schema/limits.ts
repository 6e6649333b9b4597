import { bigint, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/**
 * What providers' limit groups have been asked for lately, where there is no Redis to keep it. Written by the function
 * `reserve_limit` and by the adapter alone; everything in it is worthless after two minutes. Erasure: holds nothing of people.
 */
export const limitWindows = pgTable('limit_windows', {
  name: text('name').primaryKey(),
  /** The latest time, in ms, at which anything was granted: a clock that is set back stands still for a while instead. */
  clock: bigint('clock', { mode: 'number' }).notNull(),
});

/** Requests and tokens that start within one bucket of time (`bucket` = ms divided by the bucket's length). */
export const limitBuckets = pgTable(
  'limit_buckets',
  {
    name: text('name').notNull(),
    bucket: bigint('bucket', { mode: 'number' }).notNull(),
    requests: integer('requests').notNull(),
    tokens: bigint('tokens', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.bucket] })],
);

/** Limit groups and keys that are not to be used until a time in ms, and why. */
export const limitGates = pgTable('limit_gates', {
  name: text('name').primaryKey(),
  blockedUntil: bigint('blocked_until', { mode: 'number' }).notNull(),
  reason: text('reason').notNull(),
});
