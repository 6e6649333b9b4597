import { attempts, type DbOrTx, tests } from '@lectern/db';
import { and, eq, ne } from 'drizzle-orm';
import { type GradePolicy, lenientPolicy } from '../grading/grade-state.ts';
import { isOverForAll } from '../tests/test-times.ts';

/** By which a student sees what an attempt at a test has earned. */
interface Rules {
  test: typeof tests.$inferSelect;
  isOverForAll: boolean;
  /** Attempts of the same student at the test. */
  started: number;
  open: number;
}

/** Undefined of practice, which has no rules. */
export async function findRules(
  db: DbOrTx,
  { testId, userId, kind }: Pick<typeof attempts.$inferSelect, 'testId' | 'userId' | 'kind'>,
): Promise<Rules | undefined> {
  if (testId === null) return undefined;
  const isTheirs = and(eq(attempts.testId, tests.id), eq(attempts.userId, userId), eq(attempts.kind, kind));
  const [rules] = await db
    .select({
      test: tests,
      isOverForAll,
      started: db.$count(attempts, isTheirs),
      open: db.$count(attempts, and(isTheirs, ne(attempts.state, 'submitted'))),
    })
    .from(tests)
    .where(eq(tests.id, testId));
  return rules;
}

export function policyOf(rules: Rules | undefined): GradePolicy {
  return rules ? { review: rules.test.review, passPercent: rules.test.passPercent } : lenientPolicy;
}

/** Whether the student sees the results of an attempt that is over. */
export function areResultsShown(rules: Rules | undefined): boolean {
  return rules === undefined || rules.test.showResults === 'after_attempt' || rules.isOverForAll;
}

/** Not as long as the student sits the test or may sit it once more; where they may do so for ever, at once. */
export function areKeysShown(rules: Rules | undefined): boolean {
  if (!rules) return true;
  const { test, isOverForAll, started, open } = rules;
  if (open > 0) return false;
  return isOverForAll || test.attemptsAllowed === null || started >= test.attemptsAllowed;
}
