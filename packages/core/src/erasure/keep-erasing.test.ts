import { EraseResult, type JobKind } from '@lectern/contract';
import { courses, documents, idempotencyKeys, jobs, modelAnswers, tasks, users } from '@lectern/db';
import { and, eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import { inTransaction } from '../ctx.ts';
import { sweepVectors } from '../documents/sweep-vectors.ts';
import { createDocumentWorld, type DocumentWorld } from '../documents/testing/document-world.ts';
import { acceptEndedJob, acceptJob } from '../jobs/accept-job.ts';
import { sweepExpired } from '../system/sweep-expired.ts';
import { eraseAccount } from './erase-account.ts';
import { eraseCourse } from './erase-course.ts';
import { eraseDocument } from './erase-document.ts';
import { eraseForgotten } from './erase-forgotten.ts';

let world: DocumentWorld;
beforeAll(async () => {
  world = await createDocumentWorld();
});
afterAll(() => world.close());

const longAgo = sql`now() - interval '1 hour'`;

async function operator(): Promise<Actor> {
  const { userId } = await world.newTeacher();
  await world.ctx.db.update(users).set({ role: 'operator' }).where(eq(users.id, userId));
  return { userId, role: 'operator' };
}

async function receiptOf(jobId: string): Promise<EraseResult> {
  const job = await world.run(jobId);
  expect(job).toMatchObject({ state: 'succeeded' });
  return EraseResult.parse(job.result);
}

async function openErasure(kind: JobKind, id: string): Promise<string> {
  const named = sql`${id} in (${jobs.params} ->> 'documentId', ${jobs.params} ->> 'courseId', ${jobs.params} ->> 'userId')`;
  const found = await world.ctx.db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.kind, kind), eq(jobs.state, 'queued'), named));
  expect(found).toHaveLength(1);
  return found[0]?.id ?? '';
}

it('what an operator has asked to be erased is erased, although their own account goes meanwhile', async () => {
  const [asking, teacher] = [await operator(), await world.newTeacher()];
  const [first, second] = [await world.newCourse(teacher), await world.newCourse(teacher)];
  const [kept, one, two] = [
    await world.ready(teacher, first, 'stays'),
    await world.ready(teacher, first, 'goes'),
    await world.ready(teacher, second, 'goes with its course'),
  ];
  const asked = [
    await eraseDocument(world.ctx, { actor: asking, id: one.documentId }),
    await eraseCourse(world.ctx, { actor: asking, id: second }),
  ];
  const own = await eraseAccount(world.ctx, { actor: asking, userId: asking.userId });
  await receiptOf(own.jobId);
  for (const { jobId } of asked) expect(await receiptOf(jobId)).toMatchObject({ removed: { documents: 1, files: 1 }, check: { rows: 0 } });
  expect(await world.document(one.documentId)).toBeUndefined();
  expect(await world.document(two.documentId)).toBeUndefined();
  expect(await world.document(kept.documentId)).toBeDefined();
});

it('receipts stay when whoever asked for them is erased, and after the sweeps that follow', async () => {
  const [asking, teacher] = [await operator(), await world.newTeacher()];
  const { jobId } = await eraseAccount(world.ctx, { actor: asking, userId: teacher.userId });
  await receiptOf(jobId);
  await receiptOf((await eraseAccount(world.ctx, { actor: asking, userId: asking.userId })).jobId);
  await world.ctx.db
    .update(users)
    .set({ erasedAt: sql`now() - interval '3 minutes'` })
    .where(eq(users.id, asking.userId));
  await sweepExpired(world.ctx, { auditDays: 365 });
  expect(await world.job(jobId)).toMatchObject({ state: 'succeeded', requestedBy: asking.userId });
});

it('nobody who is being erased can have anything erased any more', async () => {
  const [gone, teacher] = [await operator(), await world.newTeacher()];
  const { documentId } = await world.ready(teacher, await world.newCourse(teacher), 'not theirs');
  await eraseAccount(world.ctx, { actor: gone, userId: gone.userId });
  await expect(eraseDocument(world.ctx, { actor: gone, id: documentId })).rejects.toMatchObject({ code: 'unauthorized' });
  expect(await world.document(documentId)).toMatchObject({ deletedAt: null });
  const ended = inTransaction(world.ctx, (ctx) =>
    acceptEndedJob(ctx, {
      kind: 'documents.ingest',
      requestedBy: gone.userId,
      courseId: null,
      params: { documentId, revision: 1 },
      result: { documentId, revision: 1, pages: 1, chunks: 1, sections: 0 },
    }),
  );
  await expect(ended).rejects.toMatchObject({ code: 'unauthorized' });
});

it('answers about two documents that are written again after one was erased go, and the erasure ends', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  const [gone, kept] = [await world.ready(actor, courseId, 'this goes'), await world.ready(actor, courseId, 'this stays')];
  const documentIds = [gone.documentId, kept.documentId];
  const asking = await inTransaction(world.ctx, (ctx) =>
    acceptJob(ctx, {
      kind: 'questions.generate',
      requestedBy: actor.userId,
      courseId,
      params: { courseId, count: 5, types: ['true_false'], documentIds, topics: [], verify: true },
      first: { stage: 'choose', tasks: [{ key: 'choose', payload: {} }] },
    }),
  );
  const { jobId } = await eraseDocument(world.ctx, { actor, id: gone.documentId });
  await world.run(jobId, 'check');
  const answer = { ownerId: actor.userId, purpose: 'write', model: 'm', promptVersion: 1, answer: [] };
  await world.ctx.db.insert(modelAnswers).values([
    { ...answer, inputHash: 'asked', jobId: asking },
    { ...answer, inputHash: 'read', jobId: gone.id },
  ]);
  await receiptOf(jobId);
  expect(await world.ctx.db.$count(modelAnswers, eq(modelAnswers.ownerId, actor.userId))).toBe(0);
});

it('a kept answer about a document goes with it, also one to somebody who only looked at it', async () => {
  const [looking, teacher] = [await operator(), await world.newTeacher()];
  const { documentId } = await world.ready(teacher, await world.newCourse(teacher), 'looked at');
  const row = { userId: looking.userId, route: 'approveQuestion', requestHash: 'h', status: 200 };
  await world.ctx.db.insert(idempotencyKeys).values([
    { ...row, key: 'before', body: { stem: 'text', document_id: documentId } },
    { ...row, key: 'another', body: { stem: 'text', document_id: uuidv7() } },
  ]);
  const { jobId } = await eraseDocument(world.ctx, { actor: teacher, id: documentId });
  await world.run(jobId, 'check');
  await world.ctx.db.insert(idempotencyKeys).values({ ...row, key: 'late', body: { document_id: documentId } });
  await receiptOf(jobId);
  const left = await world.ctx.db
    .select({ key: idempotencyKeys.key })
    .from(idempotencyKeys)
    .where(eq(idempotencyKeys.userId, looking.userId));
  expect(left).toEqual([{ key: 'another' }]);
});

it('a large erasure is checked in parts, each of which looks again when it found something', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  const { documentId } = await world.ready(actor, courseId, 'many');
  const { jobId } = await eraseCourse(world.ctx, { actor, id: courseId });
  await world.run(jobId, 'course');
  const [pattern] = await world.ctx.db
    .select()
    .from(tasks)
    .where(and(eq(tasks.jobId, jobId), eq(tasks.name, 'document.erase')));
  if (!pattern) throw new Error('there was no document to erase');
  const more = Array.from({ length: 150 }, (_, at) => ({
    ...pattern,
    id: uuidv7(),
    key: `document:${at}`,
    payload: { documentId: uuidv7() },
  }));
  await world.ctx.db.insert(tasks).values(more);
  await world.run(jobId, 'check');
  await world.ctx.vectors.upsert('embedding', [{ id: uuidv7(), vector: [1, 0], ownerId: actor.userId, courseId, documentId, revision: 1 }]);
  expect(await receiptOf(jobId)).toMatchObject({ removed: { courses: 1 }, check: { foundBySearch: 0 } });
  const checks = await world.ctx.db
    .select({ failures: tasks.failures })
    .from(tasks)
    .where(and(eq(tasks.jobId, jobId), eq(tasks.name, 'erasure.check')));
  expect(checks.map(({ failures }) => failures).sort()).toEqual([0, 0, 1]);
});

it('a check that an older version has planned looks for all of it', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  const { documentId } = await world.ready(actor, courseId, 'older check');
  const { jobId } = await eraseDocument(world.ctx, { actor, id: documentId });
  await world.run(jobId, 'check');
  await world.ctx.db
    .update(tasks)
    .set({ payload: {} })
    .where(and(eq(tasks.jobId, jobId), eq(tasks.name, 'erasure.check')));
  await world.ctx.vectors.upsert('embedding', [{ id: uuidv7(), vector: [1, 0], ownerId: actor.userId, courseId, documentId, revision: 1 }]);
  await receiptOf(jobId);
  expect(await world.ctx.vectors.countDocuments([documentId])).toBe(0);
});

it('a document, a course and an account that were marked, and have lost their erasure, are erased', async () => {
  const [living, dead] = [await world.newTeacher(), await world.newTeacher()];
  const [course, marked, theirs] = [await world.newCourse(living), await world.newCourse(living), await world.newCourse(dead)];
  const document = await world.ready(living, course, 'lost');
  const recent = await world.ready(living, course, 'just marked');
  await world.ready(living, marked, 'in a lost course');
  await world.ready(dead, theirs, 'of a lost account');
  const { db } = world.ctx;
  await db.update(documents).set({ deletedAt: longAgo }).where(eq(documents.id, document.documentId));
  await db
    .update(documents)
    .set({ deletedAt: sql`now()` })
    .where(eq(documents.id, recent.documentId));
  await db.update(courses).set({ deletedAt: longAgo }).where(eq(courses.id, marked));
  await db.update(users).set({ erasedAt: longAgo }).where(eq(users.id, dead.userId));
  expect(await eraseForgotten(world.ctx)).toBe(3);
  expect(await eraseForgotten(world.ctx), 'they are at work').toBe(0);
  await receiptOf(await openErasure('documents.erase', document.documentId));
  await receiptOf(await openErasure('courses.erase', marked));
  await receiptOf(await openErasure('accounts.erase', dead.userId));
  expect(await world.document(document.documentId)).toBeUndefined();
  expect(await world.document(recent.documentId)).toBeDefined();
  expect(await db.$count(courses, eq(courses.ownerId, living.userId))).toBe(1);
  expect(await db.$count(courses, eq(courses.ownerId, dead.userId))).toBe(0);
  expect(await eraseForgotten(world.ctx), 'they are through').toBe(0);
});

it('vectors that land after the check are found by the sweeper, and those of living documents stay', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  const [gone, kept] = [await world.ready(actor, courseId, 'gone'), await world.ready(actor, courseId, 'kept')];
  const vectors = await world.ctx.vectors.countDocuments([kept.documentId]);
  await receiptOf((await eraseDocument(world.ctx, { actor, id: gone.documentId })).jobId);
  const late = { id: uuidv7(), vector: [1, 0], ownerId: actor.userId, courseId, documentId: gone.documentId, revision: 1 };
  await world.ctx.vectors.upsert('embedding', [late]);
  expect(await sweepVectors(world.ctx)).toBe(1);
  expect(await world.ctx.vectors.countDocuments([gone.documentId])).toBe(0);
  expect(await world.ctx.vectors.countDocuments([kept.documentId])).toBe(vectors);
});
