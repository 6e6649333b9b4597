import { AppError } from '@lectern/contract';
import { courses, documents } from '@lectern/db';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelJob } from '../jobs/cancel-job.ts';
import { reprocessDocument } from './reprocess-document.ts';
import { createDocumentWorld, type DocumentWorld } from './testing/document-world.ts';

let world: DocumentWorld;
beforeAll(async () => {
  world = await createDocumentWorld();
});
afterAll(() => world.close());

it('nothing can be added to a course that is just being erased', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  const marked = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const erasing = world.ctx.db.transaction(async (tx) => {
    await tx
      .update(courses)
      .set({ deletedAt: sql`now()` })
      .where(eq(courses.id, courseId));
    marked.resolve();
    await commit.promise;
  });
  await marked.promise;
  const adding = world.upload(actor, courseId, 'late').then(
    () => 'accepted',
    (error: AppError) => error.code,
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  commit.resolve();
  await erasing;
  expect(await adding).toBe('not_found');
  expect(await world.ctx.db.$count(documents, eq(documents.courseId, courseId))).toBe(0);
});

it('the same file again has its failed job run again, once, beside new ones in the order they were sent', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  const [first] = await world.upload(actor, courseId, 'same');
  if (!first) throw new Error('nothing was accepted');
  await cancelJob(world.ctx, { actor, id: first.id });
  const added = await world.upload(actor, courseId, 'new', 'same', 'same');
  expect(added.map(({ duplicate }) => duplicate)).toEqual([false, true, true]);
  expect(added.slice(1).map(({ id }) => id)).toEqual([first.id, first.id]);
  expect(await world.job(first.id)).toMatchObject({ state: 'queued', run: 2 });
});

it('an upload that repeats a file does not get in the way of reading that file again', { timeout: 30_000 }, async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  const [first] = await world.upload(actor, courseId, 'repeated');
  if (!first) throw new Error('nothing was accepted');
  for (let round = 0; round < 15; round += 1) {
    const jobId = (await world.document(first.documentId))?.jobId ?? '';
    await cancelJob(world.ctx, { actor, id: jobId });
    const outcomes = await Promise.allSettled([
      world.upload(actor, courseId, `new ${round}`, `newer ${round}`, 'repeated'),
      new Promise((resolve) => setTimeout(resolve, round)).then(() => reprocessDocument(world.ctx, { actor, id: first.documentId })),
    ]);
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(errors.filter((error) => !(error instanceof AppError && error.code === 'job_not_final'))).toEqual([]);
  }
});
