import type { TestState } from '@lectern/contract';
import { tests } from '@lectern/db';
import { sql } from 'drizzle-orm';
import { graceSeconds } from '../attempts/overdue.ts';

// By the database's clock, as columns; for queries that have the tests.

export const isNotOpenYet = sql<boolean>`coalesce(${tests.opensAt} > now(), false)`;

export const isClosed = sql<boolean>`coalesce(${tests.closesAt} <= now(), false)`;

/** Closed, and the last answers that were on their way have come in: nobody can be helped by a key any more. */
export const isOverForAll = sql<boolean>`coalesce(${tests.closesAt} + interval '${sql.raw(String(graceSeconds))} seconds' <= now(), false)`;

export const stateOfTest = sql<TestState>`case when ${isNotOpenYet} then 'not_open_yet' when ${isClosed} then 'closed' else 'open' end`;
