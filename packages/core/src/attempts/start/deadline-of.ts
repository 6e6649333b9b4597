import { tests } from '@lectern/db';
import { sql, type SQL } from 'drizzle-orm';

/**
 * When an attempt of a test ends at the latest; null: never. Not before it has begun, though the test's close was put before that.
 * A preview may be made after the test has closed, so that its closing does not end it. For queries that have the test.
 */
export function deadlineOf({ startedAt, kind }: { startedAt: SQL; kind: SQL }): SQL<Date | null> {
  return sql<Date | null>`least(
    ${startedAt} + ${tests.timeLimitSeconds} * interval '1 second',
    case when ${kind} = 'preview' or ${tests.closesAt} is null then null else greatest(${tests.closesAt}, ${startedAt}) end)`;
}
