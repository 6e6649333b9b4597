import type { AttemptKind } from '@lectern/contract';
import { answers, type AskedContent, askedQuestions, attempts, courseMembers, courses, grades, jobs, tasks, tests } from '@lectern/db';
import { asc, eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../actor.ts';
import type { Ctx } from '../../ctx.ts';
import { createLedgerWorld } from '../../jobs/testing/ledger-world.ts';
import { planners } from '../../planners.ts';

type TestRow = typeof tests.$inferInsert;
type AttemptRow = typeof attempts.$inferInsert;

/** A course with a teacher, and students that sit tests in it. */
export interface SittingWorld {
  ctx: Ctx;
  teacher: Actor;
  courseId: string;
  newStudent(): Promise<Actor>;
  newTest(rules?: Partial<TestRow>): Promise<string>;
  /** An attempt that is open, with these questions in this order, each for one point. */
  sit(actor: Actor, contents: readonly AskedContent[], about?: Partial<AttemptRow>): Promise<{ id: string; questionIds: string[] }>;
  /** The same questions as in another attempt, with what is answered there. */
  sitSame(actor: Actor, other: string): Promise<string>;
  /** As if its deadline had been so many seconds ago. */
  passDeadline(attemptId: string, seconds: number): Promise<void>;
  readAttempt(id: string): Promise<typeof attempts.$inferSelect>;
  /** With their grades, in their order. */
  readAnswers(id: string): Promise<{ answer: typeof answers.$inferSelect; grade: typeof grades.$inferSelect | null }[]>;
  /** Jobs that grade the attempt, each with its tasks. */
  readJobs(id: string): Promise<{ job: typeof jobs.$inferSelect; payloads: unknown[] }[]>;
  close(): Promise<void>;
}

export async function createSittingWorld(): Promise<SittingWorld> {
  const ledger = await createLedgerWorld(planners);
  const { ctx } = ledger;
  const { db } = ctx;
  const teacher: Actor = { userId: await ledger.newUser(), role: 'teacher' };
  const courseId = uuidv7();
  await db.insert(courses).values({ id: courseId, ownerId: teacher.userId, title: 'Water' });
  return {
    ctx,
    teacher,
    courseId,
    async newStudent() {
      const userId = await ledger.newUser();
      await db.insert(courseMembers).values({ courseId, userId });
      return { userId, role: 'student' };
    },
    newTest: (rules) => insertTest(ctx, courseId, rules),
    sit: (actor, contents, about) => insertAttempt(ctx, { courseId, actor, contents, about }),
    async sitSame(actor, other) {
      const id = uuidv7();
      const { testId, kind } = await readAttempt(ctx, other);
      await db.insert(attempts).values({ id, courseId, userId: actor.userId, testId, kind, track: 'general', number: 1, seed: 'seed' });
      await db.execute(sql`
        insert into answers (attempt_id, ordinal, asked_id, question_id, points, option_order, answer)
        select ${id}::uuid, ordinal, asked_id, question_id, points, option_order, answer from answers where attempt_id = ${other}`);
      return id;
    },
    async passDeadline(attemptId, seconds) {
      const deadlineAt = sql`now() - ${seconds} * interval '1 second'`;
      await db.update(attempts).set({ deadlineAt }).where(eq(attempts.id, attemptId));
    },
    readAttempt: (id) => readAttempt(ctx, id),
    readAnswers: (id) =>
      db
        .select({ answer: answers, grade: grades })
        .from(answers)
        .leftJoin(grades, eq(grades.id, answers.gradeId))
        .where(eq(answers.attemptId, id))
        .orderBy(asc(answers.ordinal)),
    async readJobs(id) {
      const found = await db
        .select()
        .from(jobs)
        .where(sql`${jobs.params} ->> 'attemptId' = ${id}`);
      return Promise.all(
        found.map(async (job) => {
          const rows = await db.select().from(tasks).where(eq(tasks.jobId, job.id)).orderBy(asc(tasks.id));
          return { job, payloads: rows.map(({ payload }) => payload) };
        }),
      );
    },
    close: () => ledger.close(),
  };
}

async function readAttempt({ db }: Ctx, id: string): Promise<typeof attempts.$inferSelect> {
  const [attempt] = await db.select().from(attempts).where(eq(attempts.id, id));
  if (!attempt) throw new Error('the attempt is gone');
  return attempt;
}

async function insertTest({ db }: Ctx, courseId: string, rules: Partial<TestRow> = {}): Promise<string> {
  const id = uuidv7();
  await db.insert(tests).values({
    id,
    courseId,
    title: 'The first test',
    track: 'general',
    selection: { kind: 'questions', questionIds: [] },
    attemptsAllowed: 1,
    shuffleQuestions: true,
    shuffleOptions: true,
    closedBook: false,
    showResults: 'after_attempt',
    review: { confidenceBelow: null, borderPercent: null },
    ...rules,
  });
  return id;
}

interface NewAttempt {
  courseId: string;
  actor: Actor;
  contents: readonly AskedContent[];
  about: Partial<AttemptRow> | undefined;
}

async function insertAttempt({ db }: Ctx, { courseId, actor, contents, about = {} }: NewAttempt) {
  const id = uuidv7();
  const kind: AttemptKind = about.testId ? 'test' : 'practice';
  const asked = contents.map((content) => ({ id: uuidv7(), courseId, questionId: uuidv7(), version: 1, content }));
  await db.insert(askedQuestions).values(asked);
  await db.insert(attempts).values({ id, courseId, userId: actor.userId, kind, track: 'general', number: 1, seed: 'seed', ...about });
  await db.insert(answers).values(
    asked.map(({ id: askedId, questionId, content }, ordinal) => ({
      attemptId: id,
      ordinal,
      askedId,
      questionId,
      points: 1,
      // Shown the other way round, so that places and ids differ.
      optionOrder: content.options.map((_, place) => content.options.length - 1 - place),
    })),
  );
  return { id, questionIds: asked.map(({ questionId }) => questionId) };
}
