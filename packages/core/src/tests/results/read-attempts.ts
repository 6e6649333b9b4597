import { attempts, type tests, users, type DbOrTx } from '@lectern/db';
import { and, asc, eq, gt, type SQL } from 'drizzle-orm';

/** Whose attempt it is, and how far. */
export interface SatAttempt {
  id: string;
  userId: string;
  userName: string;
  userEmail: string | null;
  number: number;
  state: 'open' | 'submitted';
  startedAt: Date;
  submittedAt: Date | null;
}

/** So many are held in memory at a time, with their answers and grades. */
const attemptsPerPage = 500;

/** The attempts of students at a test, or at the one of a query that has the tests: teachers' previews count nowhere. */
export function ofStudents(testId: string | typeof tests.id): SQL | undefined {
  return and(eq(attempts.testId, testId), eq(attempts.kind, 'test'));
}

/** Attempts of the students of a test in the order in which they were begun, after the one with the id `after`. */
export async function readAttempts(
  db: DbOrTx,
  testId: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<SatAttempt[]> {
  const { id, userId, number, state, startedAt, submittedAt } = attempts;
  return db
    .select({ id, userId, userName: users.name, userEmail: users.email, number, state, startedAt, submittedAt })
    .from(attempts)
    .innerJoin(users, eq(users.id, attempts.userId))
    .where(and(ofStudents(testId), after === undefined ? undefined : gt(id, after)))
    .orderBy(asc(id))
    .limit(limit);
}

/** All of them, a page at a time. */
export async function* eachPageOfAttempts(db: DbOrTx, testId: string): AsyncGenerator<SatAttempt[]> {
  for (let after: string | undefined; ;) {
    const page = await readAttempts(db, testId, { after, limit: attemptsPerPage });
    if (page.length > 0) yield page;
    if (page.length < attemptsPerPage) return;
    after = page.at(-1)?.id;
  }
}
