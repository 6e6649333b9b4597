import { EraseResult } from '@lectern/contract';
import {
  answers,
  askedQuestions,
  attempts,
  courseMembers,
  courses,
  evaluationItems,
  evaluations,
  grades,
  idempotencyKeys,
  jobs,
  modelAnswers,
  regradeItems,
  regrades,
  tasks,
  tests,
  users,
} from '@lectern/db';
import { eq, inArray, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import { inTransaction } from '../ctx.ts';
import { submitAttempt } from '../attempts/submit-attempt.ts';
import { createDocumentWorld, type DocumentWorld } from '../documents/testing/document-world.ts';
import { acceptAttemptGrading } from '../grading/accept-grading.ts';
import { lockGrade } from '../grading/decide/lock-grade.ts';
import { overrideGrade } from '../grading/decide/override-grade.ts';
import { retryJob } from '../jobs/retry-job.ts';
import { deleteQuestion } from '../questions/review/delete-question.ts';
import { insertQuestion } from '../questions/review/testing/insert-question.ts';
import { deleteTest } from '../tests/delete-test.ts';
import { eraseAccount } from './erase-account.ts';
import { eraseCourse } from './erase-course.ts';
import { eraseDocument } from './erase-document.ts';
import { removeGradesOfNobodyElse } from './grades-of-attempts.ts';
import { insertSatTest } from './testing/insert-sat-test.ts';

let world: DocumentWorld;
beforeAll(async () => {
  world = await createDocumentWorld();
});
afterAll(() => world.close());

async function receiptOf({ jobId }: { jobId: string }): Promise<EraseResult> {
  const job = await world.run(jobId);
  expect(job).toMatchObject({ state: 'succeeded' });
  return EraseResult.parse(job.result);
}

/** A course with a document, a question about it, and a test of that question. */
async function newTest() {
  const { db } = world.ctx;
  const teacher = await world.newTeacher();
  const courseId = await world.newCourse(teacher);
  const { documentId } = await world.ready(teacher, courseId, courseId);
  const question = await insertQuestion(
    db,
    { courseId, documentId },
    {
      type: 'short_answer',
      options: [],
      answer: 'As rain.',
      explanation: 'The text says: “Then it falls as rain.” It is so.',
      rubric: [{ criterion: 'Names rain', points: 2 }],
      state: 'approved',
    },
  );
  const sat = await insertSatTest(db, { question, ownerId: teacher.userId });
  return { teacher, courseId, documentId, question, ...sat };
}

async function student(courseId: string): Promise<Actor> {
  const { userId } = await world.newTeacher();
  await world.ctx.db.update(users).set({ role: 'student' }).where(eq(users.id, userId));
  await world.ctx.db.insert(courseMembers).values({ courseId, userId });
  return { userId, role: 'student' };
}

/** The tables of the whole database that still hold somebody's id or words. */
async function tablesWith(text: string): Promise<string[]> {
  const { db } = world.ctx;
  const tables = await db.execute<{ name: string }>(sql`select tablename as name from pg_tables where schemaname = 'public'`);
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await db.execute<{ n: number }>(
      sql`select count(*)::int as n from ${sql.identifier(name)} each where each::text like ${`%${text}%`}`,
    );
    if (row && row.n > 0) found.push(name);
  }
  return found.toSorted();
}

/** Until somebody waits for a lock. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const [waiting] = await world.ctx.db.execute<{ n: number }>(
      sql`select count(*)::int as n from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`,
    );
    if (waiting && waiting.n > 0) return;
  }
}

it('a course takes its tests, attempts, grades and what was asked with it', async () => {
  const { db } = world.ctx;
  const { teacher, courseId, testId, ...test } = await newTest();
  const [one, two] = [await student(courseId), await student(courseId)];
  const first = await test.sit(one.userId, 'As rain, says the blue heron.');
  await test.sit(two.userId, 'As snow.');
  await test.begin(two.userId);
  await test.override(first, { userId: teacher.userId, shared: false });
  await test.regrade(teacher.userId, [first]);
  const started = { attempt_id: first.attemptId, question: { stem: 'As what does water fall?' } };
  const kept = { userId: one.userId, route: 'startTest', requestHash: 'h', status: 200, key: 'start' };
  await db.insert(idempotencyKeys).values({ ...kept, body: started });
  // The outline of the document was made by a model, too.
  expect(await receiptOf(await eraseCourse(world.ctx, { actor: teacher, id: courseId }))).toMatchObject({
    removed: { courses: 1, tests: 1, attempts: 3, grades: 4, modelAnswers: 4 },
    check: { rows: 0 },
  });
  expect(await tablesWith('blue heron')).toEqual([]);
  expect(await tablesWith(testId)).toEqual([]);
  expect(await db.$count(idempotencyKeys, eq(idempotencyKeys.userId, one.userId))).toBe(0);
  expect(await db.$count(askedQuestions, eq(askedQuestions.courseId, courseId))).toBe(0);
});

it('a student takes attempts, answers and grades with them, and what models said of them in the teacher’s name', async () => {
  const { db } = world.ctx;
  const { teacher, courseId, ...test } = await newTest();
  const [gone, stays] = [await student(courseId), await student(courseId)];
  const own = await test.sit(gone.userId, 'As rain, says the green heron.');
  const other = await test.sit(stays.userId, 'As snow, says the red heron.');
  await test.begin(gone.userId);
  const { regradeId, jobId, gradeIds } = await test.regrade(teacher.userId, [own, other]);
  await test.override(own, { userId: teacher.userId, shared: true });
  const receipt = await receiptOf(await eraseAccount(world.ctx, { actor: gone, userId: gone.userId }));
  // The model's, the preview's, and the teacher's; their own answer by the model, and the regrade's.
  expect(receipt).toMatchObject({ removed: { accounts: 1, attempts: 2, grades: 3, modelAnswers: 2, jobs: 1 }, check: { rows: 0 } });
  expect(await tablesWith('green heron')).toEqual([]);
  expect(await tablesWith(gone.userId), 'the books, the receipt and a bare id').toEqual(['audit_entries', 'jobs', 'tasks', 'users']);
  expect(await db.$count(modelAnswers, inArray(modelAnswers.jobId, [own.jobId, jobId]))).toBe(0);
  expect(await db.$count(modelAnswers, eq(modelAnswers.jobId, other.jobId))).toBe(1);
  expect(await db.select({ attemptId: regradeItems.attemptId, to: regradeItems.toGradeId }).from(regradeItems)).toContainEqual({
    attemptId: other.attemptId,
    to: gradeIds[1],
  });
  expect(await db.$count(regradeItems, eq(regradeItems.regradeId, regradeId))).toBe(1);
  expect(await db.select({ gradeId: answers.gradeId }).from(answers).where(eq(answers.attemptId, other.attemptId))).toEqual([
    { gradeId: other.gradeId },
  ]);
});

it('a grade that another student’s equal answer shares stays, and what the teacher said of the erased one alone does not', async () => {
  const { db } = world.ctx;
  const { teacher, courseId, ...test } = await newTest();
  const [gone, stays] = [await student(courseId), await student(courseId)];
  const own = await test.sit(gone.userId, 'As rain.');
  const equal = await test.sit(stays.userId, 'As  rain.');
  expect(equal.gradeId, 'they share it').toBe(own.gradeId);
  const alone = await test.override(own, { userId: teacher.userId, shared: false });
  const later = await test.override({ ...own, gradeId: alone }, { userId: teacher.userId, shared: false });
  const { removed } = await receiptOf(await eraseAccount(world.ctx, { actor: gone, userId: gone.userId }));
  expect(removed).toMatchObject({ attempts: 1, grades: 2 });
  const left = await db
    .select({ id: grades.id })
    .from(grades)
    .where(inArray(grades.id, [own.gradeId, alone, later]));
  expect(left).toEqual([{ id: own.gradeId }]);
  expect(await db.select({ gradeId: answers.gradeId }).from(answers).where(eq(answers.attemptId, equal.attemptId))).toEqual([
    { gradeId: own.gradeId },
  ]);
});

it('a grade that is just being given to another student is waited for, and stays', async () => {
  const { db } = world.ctx;
  const { courseId, ...test } = await newTest();
  const [gone, stays] = [await student(courseId), await student(courseId)];
  const own = await test.sit(gone.userId, 'As rain.');
  const open = await test.begin(stays.userId);
  const erasure = await eraseAccount(world.ctx, { actor: gone, userId: gone.userId });
  const receipt = await db.transaction(async (tx) => {
    await tx.update(answers).set({ gradeId: own.gradeId }).where(eq(answers.attemptId, open));
    const erased = receiptOf(erasure);
    await somebodyWaits();
    return { erased };
  });
  expect(await receipt.erased).toMatchObject({ removed: { attempts: 1, grades: 0 } });
  expect(await db.select({ gradeId: answers.gradeId }).from(answers).where(eq(answers.attemptId, open))).toEqual([
    { gradeId: own.gradeId },
  ]);
});

it('a grade on which a teacher is just deciding goes with what is decided, and they do not wait for each other in a circle', async () => {
  const { db } = world.ctx;
  const { teacher, courseId, ...test } = await newTest();
  const gone = await student(courseId);
  const own = await test.sit(gone.userId, 'As rain, says the slow heron.');
  const input = { actor: teacher, id: own.gradeId };
  // Without what has a transaction begin anew.
  const { removed } = await db.transaction(async (tx) => {
    const ctx = { ...world.ctx, open: { tx, afterCommit: [], toSend: [], toRemove: [] } };
    await lockGrade(ctx, input);
    const removed = db.transaction((tx) => removeGradesOfNobodyElse(tx, eq(attempts.userId, gone.userId)));
    await somebodyWaits();
    expect((await overrideGrade(ctx, { ...input, earned: 1, reason: 'So I say' })).answers).toBe(1);
    return { removed };
  });
  expect((await removed).count, 'the model’s and the teacher’s').toBe(2);
  expect(await tablesWith('slow heron')).toEqual(['answers']);
});

it('a grading that is opened again while its course is being erased ends with the others', async () => {
  const { db } = world.ctx;
  const { teacher, courseId, ...test } = await newTest();
  const { userId: studentId } = await student(courseId);
  const { attemptId } = await test.sit(studentId, 'As rain.');
  const grading = { attemptId, courseId, studentId, payerId: teacher.userId, units: [{ ordinal: 0, part: 'answer' as const }] };
  const jobId = await inTransaction(world.ctx, (ctx) => acceptAttemptGrading(ctx, grading));
  await db.update(tasks).set({ state: 'failed' }).where(eq(tasks.jobId, jobId));
  await db.update(jobs).set({ state: 'failed', errorCode: 'model_unavailable' }).where(eq(jobs.id, jobId));
  const { erased } = await inTransaction(world.ctx, async (ctx) => {
    await retryJob(ctx, { actor: teacher, id: jobId });
    const erased = eraseCourse(world.ctx, { actor: teacher, id: courseId });
    await somebodyWaits();
    return { erased };
  });
  const erasure = await erased;
  expect(await world.job(jobId)).toMatchObject({ state: 'cancelled' });
  await receiptOf(erasure);
});

it('the last of two who gave the same answer takes the grade with them', async () => {
  const { courseId, ...test } = await newTest();
  const [first, last] = [await student(courseId), await student(courseId)];
  await test.sit(first.userId, 'As hail, says the old heron.');
  await test.sit(last.userId, 'As hail, says the old heron.');
  expect(await receiptOf(await eraseAccount(world.ctx, { actor: first, userId: first.userId }))).toMatchObject({ removed: { grades: 0 } });
  expect(await tablesWith('old heron')).toEqual(['answers', 'grades']);
  expect(await receiptOf(await eraseAccount(world.ctx, { actor: last, userId: last.userId }))).toMatchObject({ removed: { grades: 1 } });
  expect(await tablesWith('old heron')).toEqual([]);
});

it('the grading of somebody’s answers, and a regrade that reads them, end when they are erased', async () => {
  const { db } = world.ctx;
  const { teacher, courseId, ...test } = await newTest();
  const gone = await student(courseId);
  const own = await test.sit(gone.userId, 'As rain.');
  const jobId = await inTransaction(world.ctx, (ctx) =>
    acceptAttemptGrading(ctx, {
      attemptId: own.attemptId,
      courseId,
      studentId: gone.userId,
      payerId: teacher.userId,
      units: [{ ordinal: 0, part: 'answer' }],
    }),
  );
  const regrade = await test.regrade(teacher.userId, [own]);
  await db.update(jobs).set({ state: 'running', finishedAt: null }).where(eq(jobs.id, regrade.jobId));
  const erasure = await eraseAccount(world.ctx, { actor: gone, userId: gone.userId });
  expect(await world.job(jobId)).toMatchObject({ state: 'cancelled' });
  expect(await world.job(regrade.jobId)).toMatchObject({ state: 'cancelled' });
  await receiptOf(erasure);
  expect(await db.$count(jobs, eq(jobs.id, jobId))).toBe(0);
  expect(await db.$count(attempts, eq(attempts.userId, gone.userId))).toBe(0);
});

it('a teacher takes their batches with them, and what they decided in courses of others stays, by nobody', async () => {
  const { db } = world.ctx;
  const { courseId, testId, question, ...test } = await newTest();
  const gone = await world.newTeacher();
  const sat = await test.sit((await student(courseId)).userId, 'As rain.');
  const overridden = await test.override(sat, { userId: gone.userId, shared: true });
  const { regradeId } = await test.regrade(gone.userId, [sat]);
  await db.update(tests).set({ createdBy: gone.userId }).where(eq(tests.id, testId));
  const [evaluationId, askedId, gradeId] = [uuidv7(), uuidv7(), uuidv7()];
  const content = { ...question, reasoningRubric: [], stem: 'What does the batch heron eat?' };
  await db.insert(askedQuestions).values({ id: askedId, ownerId: gone.userId, fingerprint: askedId, content });
  const key = { askedId, basisId: askedId, part: 'answer', answerHash: 'h' } as const;
  const given = { source: 'model', earned: 1, possible: 2, confidence: 1, feedback: 'The batch heron eats fish.' } as const;
  await db.insert(grades).values({ id: gradeId, ownerId: gone.userId, ...key, ...given });
  await db.insert(evaluations).values({ id: evaluationId, ownerId: gone.userId, jobId: uuidv7() });
  await db.insert(evaluationItems).values({ evaluationId, ordinal: 0, askedId, answer: 'The batch heron!', gradeId });
  expect(await receiptOf(await eraseAccount(world.ctx, { actor: gone, userId: gone.userId }))).toMatchObject({
    removed: { evaluations: 1, grades: 1, attempts: 0, tests: 0 },
    check: { rows: 0 },
  });
  expect(await tablesWith('batch heron')).toEqual([]);
  expect(await db.select({ by: tests.createdBy }).from(tests).where(eq(tests.id, testId))).toEqual([{ by: null }]);
  expect(await db.select({ by: grades.decidedBy, reason: grades.reason }).from(grades).where(eq(grades.id, overridden))).toEqual([
    { by: null, reason: 'So I say' },
  ]);
  expect(
    await db.select({ by: regrades.requestedBy, applied: regrades.appliedBy }).from(regrades).where(eq(regrades.id, regradeId)),
  ).toEqual([{ by: null, applied: null }]);
});

it('a document leaves what students were asked, and takes where it stood and every quotation', async () => {
  const { db } = world.ctx;
  const { teacher, courseId, documentId, askedId, ...test } = await newTest();
  const sat = await test.sit((await student(courseId)).userId, 'As rain.');
  const receipt = await receiptOf(await eraseDocument(world.ctx, { actor: teacher, id: documentId }));
  expect(receipt).toMatchObject({ removed: { documents: 1, questions: 1, attempts: 0, grades: 0 }, check: { rows: 0 } });
  const [copy] = await db.select().from(askedQuestions).where(eq(askedQuestions.id, askedId));
  expect(copy).toMatchObject({
    documentId: null,
    content: {
      stem: 'As what does water fall?',
      answer: 'As rain.',
      rubric: [{ criterion: 'Names rain', points: 2 }],
      options: [],
      quote: '',
      page: 0,
      explanation: 'The text says: “…” It is so.',
    },
  });
  expect(await db.select({ gradeId: answers.gradeId }).from(answers).where(eq(answers.attemptId, sat.attemptId))).toEqual([
    { gradeId: sat.gradeId },
  ]);
});

it('nothing is copied from a document that is being erased', async () => {
  const { teacher, documentId, question } = await newTest();
  await eraseDocument(world.ctx, { actor: teacher, id: documentId });
  const again = insertSatTest(world.ctx.db, { question: { ...question, version: 2 }, ownerId: teacher.userId });
  await expect(again).rejects.toMatchObject({ code: 'source_deleted' });
});

it('a test that is deleted with its results leaves no answer and no grade that quotes one', async () => {
  const { db } = world.ctx;
  const { teacher, courseId, testId, ...test } = await newTest();
  const sat = await test.sit((await student(courseId)).userId, 'As rain, says the last heron.');
  const { jobId } = await test.regrade(teacher.userId, [sat]);
  await expect(deleteTest(world.ctx, { actor: teacher, id: testId, withResults: false })).rejects.toMatchObject({
    code: 'test_has_attempts',
  });
  expect(await tablesWith('last heron')).toEqual(['answers', 'grades']);
  await deleteTest(world.ctx, { actor: teacher, id: testId, withResults: true });
  expect(await tablesWith('last heron')).toEqual([]);
  expect(await db.$count(modelAnswers, inArray(modelAnswers.jobId, [sat.jobId, jobId]))).toBe(0);
});

it('a test that is deleted while somebody submits leaves no job that grades what is gone', async () => {
  const { db } = world.ctx;
  const { teacher, courseId, testId, ...test } = await newTest();
  const sitting = await student(courseId);
  const attemptId = await test.begin(sitting.userId);
  const { jobId, deleted } = await inTransaction(world.ctx, async (ctx) => {
    const ended = await submitAttempt(ctx, { attemptId, by: sitting });
    const deleted = deleteTest(world.ctx, { actor: teacher, id: testId, withResults: true });
    await somebodyWaits();
    return { jobId: ended?.jobId ?? '', deleted };
  });
  await deleted;
  expect(await world.job(jobId)).toMatchObject({ state: 'cancelled' });
  expect(await db.$count(attempts, eq(attempts.id, attemptId))).toBe(0);
});

it('a question that is deleted stays with the attempts in which it was asked', async () => {
  const { db } = world.ctx;
  const { teacher, courseId, question, ...test } = await newTest();
  const sat = await test.sit((await student(courseId)).userId, 'As rain.');
  await deleteQuestion(world.ctx, { actor: teacher, id: question.id });
  const left = await db
    .select({
      stem: sql`${askedQuestions.content} ->> 'stem'`,
      gradeId: answers.gradeId,
      quote: sql`${askedQuestions.content} ->> 'quote'`,
    })
    .from(answers)
    .innerJoin(askedQuestions, eq(askedQuestions.id, answers.askedId))
    .where(eq(answers.attemptId, sat.attemptId));
  expect(left).toEqual([{ stem: question.stem, gradeId: sat.gradeId, quote: question.quote }]);
  expect(await db.$count(courses, eq(courses.id, courseId))).toBe(1);
});
