import { isDeepStrictEqual } from 'node:util';
import { AppError } from '@lectern/contract';
import { attempts, tests, type Tx } from '@lectern/db';
import { and, eq, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { deadlineOf } from '../attempts/start/deadline-of.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Ctx } from '../ctx.ts';
import { checkSelection } from './check-selection.ts';
import { getTestRow, type TestRow } from './find-test.ts';
import { checkTimes, settingNames, type TestChanges, type TestSettings } from './test-settings.ts';
import type { TestView } from './test-view.ts';
import { getTest } from './tests.ts';

interface UpdateTestInput {
  actor: Actor;
  id: string;
  /** The version that was read. */
  version: number;
  changes: TestChanges;
}

/**
 * Changes a test: attempts that begin later are made by the new rules, deadlines of open ones move. Changes that change nothing make
 * no version. Errors: `not_found`, `forbidden`; `conflict` when the version is not the one that was read; else as of `createTest`.
 */
export async function updateTest(ctx: Ctx, { actor, id, version, changes }: UpdateTestInput): Promise<TestView> {
  return inTransaction(ctx, async (ctx) => {
    const { tx } = ctx.open;
    const test = await getTestRow(ctx, { actor, id, right: 'teach', lock: 'update' });
    if (version !== test.version) {
      throw new AppError('conflict', `The test has changed meanwhile: its version is ${test.version} now`);
    }
    const changed = applyChanges(test, changes);
    if (isDeepStrictEqual(changed, test)) return getTest(ctx, { actor, id });
    checkTimes(changed, changes);
    // Only when it is another: a question of it may have been deleted since, and the title can be mended all the same.
    if (!isDeepStrictEqual(changed.selection, test.selection)) await checkSelection(ctx, changed);
    await tx
      .update(tests)
      .set({ ...changes, version: test.version + 1, updatedAt: sql`now()` })
      .where(eq(tests.id, id));
    if (!hasSameEnd(changed, test)) await moveDeadlines(tx, id);
    const detail = { course_id: test.courseId, version: test.version + 1 };
    await audit(ctx, { actor, action: 'test.edited', subject: { type: 'test', id }, detail });
    return getTest(ctx, { actor, id });
  });
}

function applyChanges(test: TestRow, changes: TestChanges): TestRow {
  const changed = { ...test };
  for (const name of settingNames) applyChange(changed, changes, name);
  return changed;
}

function applyChange<Name extends keyof TestSettings>(changed: TestSettings, changes: TestChanges, name: Name): void {
  const value = changes[name];
  if (value !== undefined) changed[name] = value;
}

function hasSameEnd(one: TestRow, other: TestRow): boolean {
  return one.timeLimitSeconds === other.timeLimitSeconds && isDeepStrictEqual(one.closesAt, other.closesAt);
}

/** Those who sit it just now have the new time as well. */
async function moveDeadlines(tx: Tx, testId: string): Promise<void> {
  await tx
    .update(attempts)
    .set({ deadlineAt: deadlineOf({ startedAt: sql`${attempts.startedAt}`, kind: sql`${attempts.kind}` }) })
    .from(tests)
    .where(and(eq(tests.id, testId), eq(attempts.testId, testId), eq(attempts.state, 'open')));
}
