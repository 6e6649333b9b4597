import { courseMembers, courses, createDb, type Database, documents, files, questions, users } from '@lectern/db';
import { createTestDatabase, type TestDatabase, waitFor } from '@lectern/testing';
import { eq, sql, type SQL } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from '../../actor.ts';
import type { Ctx } from '../../ctx.ts';
import { MemoryQueue } from '../../jobs/testing/memory-queue.ts';
import { planners } from '../../planners.ts';
import { createTest } from '../../tests/create-test.ts';
import type { TestSettings } from '../../tests/test-settings.ts';
import { startTest } from './start-test.ts';

let testDatabase: TestDatabase;
let database: Database;
let ctx: Ctx;
/** Everything that was asked of the database, the begin and the end of transactions too. */
const statements: string[] = [];
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDb(testDatabase.url, { max: 2 });
  database.sql.options.debug = (_connection: number, query: string) => void statements.push(query);
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  ctx = { db: database.db, queue: new MemoryQueue(), planners, changes: { publish: () => {}, close: async () => {} }, log };
});
afterAll(async () => {
  await database.close();
  await testDatabase.close();
});

const cloze = {
  ordinal: 0,
  revision: 1,
  page: 1,
  quote: 'Water falls as rain.',
  type: 'cloze',
  stem: 'Water falls as ____.',
  options: [],
  answer: 'rain',
  explanation: '',
  difficulty: 'easy',
  bloom: 'remember',
  topic: 'water',
  language: 'en',
  state: 'approved',
} satisfies Partial<typeof questions.$inferInsert>;

const settings: Omit<TestSettings, 'selection'> = {
  title: 'Water',
  instructions: '',
  track: 'general',
  points: {},
  timeLimitSeconds: 600,
  attemptsAllowed: 1,
  opensAt: null,
  closesAt: null,
  shuffleQuestions: true,
  shuffleOptions: true,
  closedBook: false,
  showResults: 'after_attempt',
  passPercent: null,
  review: { confidenceBelow: null, borderPercent: null },
};

/** A test of ten approved questions, and how to make somebody who may sit it. */
async function newTest(selectionOf: (questionIds: string[]) => TestSettings['selection']) {
  const [userId, courseId, fileId, documentId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  await ctx.db.insert(users).values({ id: userId, name: 'Teacher', role: 'teacher' });
  await ctx.db.insert(courses).values({ id: courseId, ownerId: userId, title: 'Water' });
  await ctx.db.insert(files).values({ id: fileId, ownerId: userId, sha256: fileId, bytes: 1, key: fileId });
  await ctx.db.insert(documents).values({ id: documentId, courseId, fileId, name: 'water.pdf', jobId: uuidv7() });
  const rows = Array.from({ length: 10 }, () => ({ ...cloze, id: uuidv7(), courseId, documentId, jobId: uuidv7(), taskId: uuidv7() }));
  await ctx.db.insert(questions).values(rows);
  const selection = selectionOf(rows.map(({ id }) => id));
  const { id: testId } = await createTest(ctx, { actor: { userId, role: 'teacher' }, courseId, settings: { ...settings, selection } });
  return {
    courseId,
    testId,
    async newStudent(): Promise<Actor> {
      const userId = uuidv7();
      await ctx.db.insert(users).values({ id: userId, name: 'Student', role: 'student' });
      await ctx.db.insert(courseMembers).values({ courseId, userId });
      return { userId, role: 'student' };
    },
  };
}

async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const before = statements.length;
  await work();
  return statements.length - before;
}

it.each<[string, (questionIds: string[]) => TestSettings['selection']]>([
  ['chosen questions', (questionIds) => ({ kind: 'questions', questionIds })],
  ['a blueprint', () => ({ kind: 'blueprint', parts: [{ count: 5, type: 'cloze' }] })],
])('a class that starts a test of %s at once asks the database three times for each student', async (_name, selectionOf) => {
  const { testId, newStudent } = await newTest(selectionOf);
  const actor = await newStudent();
  expect(await statementsOf(() => startTest(ctx, { actor, testId }))).toBe(3);
  expect(await statementsOf(() => startTest(ctx, { actor, testId }))).toBe(2);
});

it('an edited question is copied by the first who is asked it', async () => {
  const { testId, courseId, newStudent } = await newTest((questionIds) => ({ kind: 'questions', questionIds }));
  await ctx.db.update(questions).set({ version: 2 }).where(eq(questions.courseId, courseId));
  const [first, second] = [await newStudent(), await newStudent()];
  const copying = await statementsOf(() => startTest(ctx, { actor: first, testId }));
  expect(copying).toBeGreaterThan(3);
  expect(await statementsOf(() => startTest(ctx, { actor: second, testId }))).toBe(3);
});

/** Somebody starts while a teacher’s change is not committed yet; returns what they get once it is. */
async function startDuring(testId: string, actor: Actor, change: SQL) {
  const teachers = createDb(testDatabase.url, { max: 1 });
  try {
    const { started } = await teachers.db.transaction(async (tx) => {
      await tx.execute(change);
      const started = startTest(ctx, { actor, testId });
      // Looked at once the change is through.
      started.catch(() => {});
      await waitFor(async () => {
        const [row] = await database.sql<{ count: number }[]>`
          select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        return row?.count === 1;
      });
      return { started };
    });
    return await started;
  } finally {
    await teachers.close();
  }
}

it('who starts while the teacher changes the closing time has the new one', async () => {
  const { testId, newStudent } = await newTest((questionIds) => ({ kind: 'questions', questionIds }));
  const started = await startDuring(
    testId,
    await newStudent(),
    sql`
    update tests set closes_at = '2099-01-01T00:00:00Z', time_limit_seconds = null, version = version + 1 where id = ${testId}`,
  );
  expect(started).toMatchObject({ resumed: false, deadline: new Date('2099-01-01T00:00:00Z') });
});

it('who starts while the test is deleted is told that there is none', async () => {
  const { testId, newStudent } = await newTest((questionIds) => ({ kind: 'questions', questionIds }));
  const started = startDuring(testId, await newStudent(), sql`delete from tests where id = ${testId}`);
  await expect(started).rejects.toMatchObject({ code: 'not_found' });
});

it('who starts while the course is erased is told that there is none', async () => {
  const { testId, courseId, newStudent } = await newTest((questionIds) => ({ kind: 'questions', questionIds }));
  const started = startDuring(testId, await newStudent(), sql`update courses set deleted_at = now() where id = ${courseId}`);
  await expect(started).rejects.toMatchObject({ code: 'not_found' });
});
