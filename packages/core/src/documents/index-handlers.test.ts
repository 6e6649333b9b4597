import { chunks, jobs, llmCalls, tasks } from '@lectern/db';
import { and, eq, isNull } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { retryJob } from '../jobs/retry-job.ts';
import { eraseDocument } from '../erasure/erase-document.ts';
import { searchCourse } from './search-course.ts';
import { createDocumentWorld, type DocumentWorld } from './testing/document-world.ts';

let world: DocumentWorld;
beforeAll(async () => {
  world = await createDocumentWorld();
});
afterEach(() => {
  world.ctx.vectors.down = false;
  world.ctx.vectors.onTheWay = async () => {};
  world.ctx.models.embeddingModel = 'embedding';
});
afterAll(() => world.close());

it('an erased document leaves no vectors, although some were on their way to the index', async () => {
  const actor = await world.newTeacher();
  const [added] = await world.upload(actor, await world.newCourse(actor), 'a');
  if (!added) throw new Error('nothing was accepted');
  await world.run(added.id, 'index');
  const left = Promise.withResolvers<void>();
  const arrive = Promise.withResolvers<void>();
  world.ctx.vectors.onTheWay = () => {
    left.resolve();
    return arrive.promise;
  };
  const indexing = world.run(added.id);
  await left.promise;
  const { jobId } = await eraseDocument(world.ctx, { actor, id: added.documentId });
  expect(await world.run(jobId)).toMatchObject({ state: 'succeeded' });
  arrive.resolve();
  await indexing;
  expect(world.ctx.vectors.revisionsOf(added.documentId)).toEqual([]);
});

it('vectors are paid for once, however often the index fails', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  const [added] = await world.upload(actor, courseId, 'b');
  if (!added) throw new Error('nothing was accepted');
  await world.run(added.id, 'index');
  const before = world.ctx.models.embedded;
  world.ctx.vectors.down = true;
  expect(await world.run(added.id)).toMatchObject({ state: 'failed', errorCode: 'index_unavailable' });
  world.ctx.vectors.down = false;
  await retryJob(world.ctx, { actor, id: added.id });
  expect(await world.run(added.id)).toMatchObject({ state: 'succeeded' });
  const passages = await world.ctx.db.$count(chunks, eq(chunks.documentId, added.documentId));
  expect(world.ctx.models.embedded - before).toBe(passages);
});

it('an erased document leaves no vectors of a model that was replaced while it was being read', async () => {
  const actor = await world.newTeacher();
  const [added] = await world.upload(actor, await world.newCourse(actor), 'c');
  if (!added) throw new Error('nothing was accepted');
  await world.run(added.id, 'publish');
  // As if the index had failed after some of the vectors, and the operator had chosen another model then.
  await world.ctx.db
    .update(tasks)
    .set({ state: 'failed' })
    .where(and(eq(tasks.jobId, added.id), eq(tasks.stage, 'index')));
  await world.ctx.db.update(jobs).set({ state: 'failed', stage: 'index' }).where(eq(jobs.id, added.id));
  world.ctx.models.embeddingModel = 'another';
  await retryJob(world.ctx, { actor, id: added.id });
  await world.run(added.id);
  const { jobId } = await eraseDocument(world.ctx, { actor, id: added.documentId });
  await world.run(jobId);
  expect(world.ctx.vectors.revisionsOf(added.documentId)).toEqual([]);
});

it('a search is in the books of who searched', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  await searchCourse(world.ctx, { actor, courseId, query: 'water', limit: 10, signal: AbortSignal.timeout(5_000) });
  expect(await world.ctx.db.$count(llmCalls, and(eq(llmCalls.billedTo, actor.userId), isNull(llmCalls.jobId)))).toBe(1);
});
