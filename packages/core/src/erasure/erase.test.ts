import { AppError, EraseResult } from '@lectern/contract';
import {
  apiKeys,
  auditEntries,
  courseMembers,
  courses,
  credentials,
  documents,
  jobs,
  logins,
  modelAnswers,
  tasks,
  users,
} from '@lectern/db';
import { and, eq, gt } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { createDocumentWorld, type DocumentWorld } from '../documents/testing/document-world.ts';
import { reopenJob } from '../jobs/retry-job.ts';
import { inTransaction } from '../ctx.ts';
import { eraseAccount } from './erase-account.ts';
import { eraseCourse } from './erase-course.ts';
import { eraseDocument } from './erase-document.ts';

let world: DocumentWorld;
beforeAll(async () => {
  world = await createDocumentWorld();
});
afterEach(() => {
  world.ctx.vectors.down = false;
});
afterAll(() => world.close());

/** Somebody with an address, a password, a login and a key. */
async function person(): Promise<Actor> {
  const actor = await world.newTeacher();
  const { userId } = actor;
  const { db } = world.ctx;
  await db
    .update(users)
    .set({ email: `${userId}@example.org`, name: 'Maria Gray' })
    .where(eq(users.id, userId));
  await db.insert(credentials).values({ id: uuidv7(), userId, accountId: userId, providerId: 'credential', password: 'hash' });
  await db
    .insert(logins)
    .values({ id: uuidv7(), userId, token: uuidv7(), expiresAt: new Date(Date.now() + 60_000), ipAddress: '192.0.2.7' });
  await db.insert(apiKeys).values({ id: uuidv7(), userId, name: 'of my laptop', keyHash: uuidv7(), startsWith: 'lk_abc', scope: 'write' });
  return actor;
}

async function receiptOf(jobId: string): Promise<EraseResult> {
  const job = await world.run(jobId);
  expect(job).toMatchObject({ state: 'succeeded' });
  return EraseResult.parse(job.result);
}

it('the receipt of a document says what was removed, and that nothing was found afterwards', async () => {
  const actor = await world.newTeacher();
  const added = await world.ready(actor, await world.newCourse(actor), 'a receipt');
  const vectors = await world.ctx.vectors.countDocuments([added.documentId]);
  expect(vectors).toBeGreaterThan(0);
  const { jobId } = await eraseDocument(world.ctx, { actor, id: added.documentId });
  expect(await receiptOf(jobId)).toMatchObject({
    removed: { documents: 1, pages: 1, chunks: vectors, vectors, files: 1 },
    check: { foundBySearch: 0, rows: 0, files: 0, checkedAt: expect.stringMatching(/^\d{4}-.*Z$/u) },
  });
  const [task] = await world.ctx.db.select().from(tasks).where(eq(tasks.jobId, jobId));
  expect(task?.payload).not.toHaveProperty('fileKey');
});

it('vectors of a model that nobody remembers are found and removed', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  const { documentId } = await world.ready(actor, courseId, 'another model');
  const forgotten = { id: uuidv7(), vector: [1, 0], ownerId: actor.userId, courseId, documentId, revision: 1 };
  await world.ctx.vectors.upsert('forgotten', [forgotten]);
  const { jobId } = await eraseDocument(world.ctx, { actor, id: documentId });
  await receiptOf(jobId);
  expect(await world.ctx.vectors.countDocuments([documentId])).toBe(0);
});

it('an erasure does not end while something comes back, and removes that too', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  const { documentId } = await world.ready(actor, courseId, 'comes back');
  const { jobId } = await eraseDocument(world.ctx, { actor, id: documentId });
  await world.run(jobId, 'check');
  await world.ctx.vectors.upsert('embedding', [{ id: uuidv7(), vector: [1, 0], ownerId: actor.userId, courseId, documentId, revision: 1 }]);
  expect(await receiptOf(jobId)).toMatchObject({ check: { foundBySearch: 0 } });
  expect(await world.ctx.vectors.countDocuments([documentId])).toBe(0);
  const [check] = await world.ctx.db
    .select({ failures: tasks.failures })
    .from(tasks)
    .where(and(eq(tasks.jobId, jobId), eq(tasks.name, 'erasure.check')));
  expect(check, 'the first look found it').toEqual({ failures: 1 });
});

it('while the index is down an erasure goes on trying, and counts each vector once', async () => {
  const actor = await world.newTeacher();
  const { documentId } = await world.ready(actor, await world.newCourse(actor), 'index down');
  const vectors = await world.ctx.vectors.countDocuments([documentId]);
  world.ctx.vectors.down = true;
  const { jobId } = await eraseDocument(world.ctx, { actor, id: documentId });
  expect(await world.run(jobId)).toMatchObject({ state: 'failed', errorCode: 'index_unavailable' });
  expect(await world.document(documentId)).toBeDefined();
  world.ctx.vectors.down = false;
  const failed = await world.job(jobId);
  await inTransaction(world.ctx, (ctx) => reopenJob(ctx, failed));
  expect(await receiptOf(jobId)).toMatchObject({ removed: { documents: 1, vectors }, check: { foundBySearch: 0 } });
});

it('what broke off between index and rows goes on where it was, and the receipt is whole', async () => {
  const actor = await world.newTeacher();
  const { documentId } = await world.ready(actor, await world.newCourse(actor), 'broken off');
  const { vectors } = world.ctx;
  const found = await vectors.countDocuments([documentId]);
  const erase = vectors.eraseDocuments.bind(vectors);
  vectors.eraseDocuments = async (ids) => {
    vectors.eraseDocuments = erase;
    await erase(ids);
    throw new AppError('index_unavailable');
  };
  const { jobId } = await eraseDocument(world.ctx, { actor, id: documentId });
  expect(await receiptOf(jobId)).toMatchObject({ removed: { documents: 1, chunks: found, vectors: found } });
  const failed = await world.ctx.db.$count(tasks, and(eq(tasks.jobId, jobId), gt(tasks.failures, 0)));
  expect(failed, 'the first try').toBe(1);
});

it('a file that another document uses stays, and is no trace', async () => {
  const actor = await world.newTeacher();
  const [mine, kept] = [
    await world.ready(actor, await world.newCourse(actor), 'shared'),
    await world.ready(actor, await world.newCourse(actor), 'shared'),
  ];
  const stored = world.ctx.files.stored.size;
  const { jobId } = await eraseDocument(world.ctx, { actor, id: mine.documentId });
  expect(await receiptOf(jobId)).toMatchObject({ removed: { documents: 1, files: 0 }, check: { files: 0 } });
  expect(world.ctx.files.stored.size).toBe(stored);
  expect(await world.document(kept.documentId)).toBeDefined();
});

it('what others were waiting for in the course ends, and is counted', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  await world.upload(actor, courseId, 'waiting 1', 'waiting 2');
  const { jobId } = await eraseCourse(world.ctx, { actor, id: courseId });
  expect(await receiptOf(jobId)).toMatchObject({ removed: { documents: 2, deliveries: 2, jobs: 2, files: 2 } });
});

it('a receipt of an older version can still be read', () => {
  const old = { removed: { documents: 1, pages: 2, chunks: 3, questions: 4, files: 1 } };
  expect(EraseResult.parse(old)).toMatchObject({ removed: { pages: 2, vectors: 0, accounts: 0 }, check: null });
});

it('a course takes its members and jobs with it, and leaves the receipts of what was erased from it before', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  const student = await world.newTeacher();
  await world.ctx.db.insert(courseMembers).values({ courseId, userId: student.userId });
  const [first, second] = [await world.ready(actor, courseId, 'one'), await world.ready(actor, courseId, 'two')];
  const earlier = await eraseDocument(world.ctx, { actor, id: first.documentId });
  await receiptOf(earlier.jobId);
  const { jobId } = await eraseCourse(world.ctx, { actor, id: courseId });
  expect(await receiptOf(jobId)).toMatchObject({ removed: { courses: 1, documents: 1, memberships: 1, jobs: 2 }, check: { rows: 0 } });
  expect(await world.job(earlier.jobId)).toMatchObject({ state: 'succeeded', courseId: null });
  expect(await world.ctx.db.$count(jobs, eq(jobs.id, second.id))).toBe(0);
});

it('an account is gone with all that was in its name, and its row is a bare id', async () => {
  const actor = await person();
  const { userId } = actor;
  await audit(world.ctx, { actor, action: 'course.created', from: { address: '192.0.2.7', requestId: 'r' } });
  const courseId = await world.newCourse(actor);
  const { documentId } = await world.ready(actor, courseId, 'an account');
  const { jobId } = await eraseAccount(world.ctx, { actor, userId });
  expect(await world.ctx.db.$count(logins, eq(logins.userId, userId))).toBe(0);
  await expect(eraseAccount(world.ctx, { actor, userId })).rejects.toMatchObject({ code: 'not_found' });
  expect(await receiptOf(jobId)).toMatchObject({
    removed: { accounts: 1, courses: 1, documents: 1, files: 1, logins: 1, apiKeys: 1 },
    check: { foundBySearch: 0, rows: 0, files: 0 },
  });
  const [user] = await world.ctx.db.select().from(users).where(eq(users.id, userId));
  expect(user).toMatchObject({ name: '', email: null, image: null });
  expect(user?.erasedAt).not.toBeNull();
  expect(await world.ctx.db.$count(documents, eq(documents.id, documentId))).toBe(0);
  expect(await world.ctx.db.$count(courses, eq(courses.ownerId, userId))).toBe(0);
  expect(await world.ctx.db.$count(modelAnswers, eq(modelAnswers.ownerId, userId))).toBe(0);
  const entries = await world.ctx.db.select().from(auditEntries).where(eq(auditEntries.actorId, userId));
  expect(entries.map(({ action, address }) => [action, address])).toContainEqual(['course.created', null]);
});

it('an upload that arrives after its account was erased leaves nothing', async () => {
  const actor = await person();
  const courseId = await world.newCourse(actor);
  const { jobId } = await eraseAccount(world.ctx, { actor, userId: actor.userId });
  await expect(world.upload(actor, courseId, 'too late')).rejects.toMatchObject({ code: 'not_found' });
  expect(await receiptOf(jobId)).toMatchObject({ check: { rows: 0, files: 0 } });
  expect(await world.ctx.db.$count(documents, eq(documents.courseId, courseId))).toBe(0);
});
