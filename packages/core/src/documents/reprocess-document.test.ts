import { chunks, documents, pages } from '@lectern/db';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelJob } from '../jobs/cancel-job.ts';
import { retryJob } from '../jobs/retry-job.ts';
import { getDocument } from './documents.ts';
import { reprocessDocument } from './reprocess-document.ts';
import { searchCourse } from './search-course.ts';
import { createDocumentWorld, type DocumentWorld } from './testing/document-world.ts';

let world: DocumentWorld;
beforeAll(async () => {
  world = await createDocumentWorld();
});
afterAll(() => world.close());

function revisionsOf(table: typeof chunks | typeof pages, documentId: string): Promise<{ revision: number }[]> {
  return world.ctx.db
    .selectDistinct({ revision: table.revision })
    .from(table)
    .where(eq(table.documentId, documentId))
    .orderBy(table.revision);
}

it('who asks twice to read a document again gets one job', async () => {
  const actor = await world.newTeacher();
  const { documentId } = await world.ready(actor, await world.newCourse(actor), 'a');
  const asked = await Promise.allSettled([1, 2, 3].map(() => reprocessDocument(world.ctx, { actor, id: documentId })));
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const one of asked) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'job_not_final' });
  expect(await world.document(documentId)).toMatchObject({ latestRevision: 2 });
});

it('a job that a newer reading has replaced says so when it is run again, and leaves nothing', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  const { documentId } = await world.ready(actor, courseId, 'b');
  const second = await reprocessDocument(world.ctx, { actor, id: documentId });
  await world.run(second.jobId, 'publish');
  await cancelJob(world.ctx, { actor, id: second.jobId });
  const third = await reprocessDocument(world.ctx, { actor, id: documentId });
  await world.run(third.jobId);

  await retryJob(world.ctx, { actor, id: second.jobId });
  expect(await world.run(second.jobId)).toMatchObject({ state: 'failed', errorCode: 'source_deleted' });
  expect(await world.document(documentId)).toMatchObject({ revision: 3 });
  expect(await revisionsOf(chunks, documentId)).toEqual([{ revision: 3 }]);
  expect(await revisionsOf(pages, documentId), 'questions may cite the first one’s pages').toEqual([{ revision: 1 }, { revision: 3 }]);
  expect(world.ctx.vectors.revisionsOf(documentId)).toEqual([3]);
});

it('a document stays ready and searchable when an old publishing wakes up after a newer one', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  const { documentId } = await world.ready(actor, courseId, 'c');
  const { jobId } = await reprocessDocument(world.ctx, { actor, id: documentId });
  await world.run(jobId, 'publish');
  // The next reading begins after the publishing has looked at the document and before it writes.
  const begun = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const next = world.ctx.db.transaction(async (tx) => {
    await tx.update(documents).set({ latestRevision: 3 }).where(eq(documents.id, documentId));
    begun.resolve();
    await commit.promise;
  });
  await begun.promise;
  const publishing = world.run(jobId);
  await new Promise((resolve) => setTimeout(resolve, 300));
  commit.resolve();
  await next;
  expect(await publishing).toMatchObject({ state: 'failed', errorCode: 'source_deleted' });
  expect(await getDocument(world.ctx, { actor, id: documentId })).toMatchObject({ state: 'ready', revision: 1 });
  expect(await world.ctx.db.$count(chunks, and(eq(chunks.documentId, documentId), eq(chunks.revision, 1)))).toBeGreaterThan(0);
});

it('search gives as many passages as it was asked for while readings that broke off lie in the index', async () => {
  const actor = await world.newTeacher();
  const courseId = await world.newCourse(actor);
  const { documentId } = await world.ready(actor, courseId, 'd');
  for (let reading = 0; reading < 4; reading += 1) {
    const { jobId } = await reprocessDocument(world.ctx, { actor, id: documentId });
    await world.run(jobId, 'publish');
    await cancelJob(world.ctx, { actor, id: jobId });
  }
  expect(world.ctx.vectors.revisionsOf(documentId)).toEqual([1, 2, 3, 4, 5]);
  const search = { actor, courseId, query: 'water', limit: 10, signal: AbortSignal.timeout(5_000) };
  expect((await searchCourse(world.ctx, search)).items).toHaveLength(10);
});
