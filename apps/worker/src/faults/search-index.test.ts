import { reprocessDocument, searchCourse } from '@lectern/core';
import { chromaUrl, openTcpLink, type TcpLink, waitFor } from '@lectern/testing';
import { handoutPdf } from '@lectern/testing/pdf-fixtures';
import { createChromaIndex } from '@lectern/vectors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkerWorld, type WorkerWorld } from '../testing/worker-world.ts';

describe('the search index', () => {
  let world: WorkerWorld;
  let link: TcpLink;
  let vectors: ReturnType<typeof createChromaIndex>;
  beforeAll(async () => {
    world = await createWorkerWorld('postgres');
    link = await openTcpLink(chromaUrl());
    vectors = createChromaIndex({ url: link.url.replace(/\/$/u, ''), timeoutMs: 5_000 });
    await world.runWorker({ CHROMA_URL: link.url });
  });
  afterAll(async () => {
    await world.close();
    await link.close();
  });

  function search(courseId: string) {
    const signal = AbortSignal.timeout(20_000);
    return searchCourse({ ...world.ctx, vectors }, { actor: world.actor, courseId, query: 'groundwater', limit: 3, signal });
  }

  it('that is down leaves a search with the stored vectors, which says so, and readings wait for it', { timeout: 60_000 }, async () => {
    const { courseId, jobs } = await world.upload(await handoutPdf({ pages: 3, title: 'Read before' }));
    await world.ended(jobs[0]?.id ?? '');
    const before = await search(courseId);
    expect(before.degraded).toBe(false);
    expect(before.items).toHaveLength(3);

    await link.cut();
    const without = await search(courseId);
    expect(without.degraded).toBe(true);
    expect(new Set(without.items.map(({ chunkId }) => chunkId))).toEqual(new Set(before.items.map(({ chunkId }) => chunkId)));
    const meanwhile = await world.upload(await handoutPdf({ pages: 3, title: 'Read meanwhile' }));
    const id = meanwhile.jobs[0]?.id ?? '';
    await waitFor(async () => (await world.job(id)).waiting?.reason === 'retrying', { timeoutMs: 20_000 });
    await link.mend();
    expect(await world.ended(id)).toMatchObject({ state: 'succeeded', run: 1 });
  });

  it('that has lost its data finds nothing until the document is read again', { timeout: 60_000 }, async () => {
    const { courseId, jobs } = await world.upload(await handoutPdf({ pages: 3, title: 'Lost' }));
    const [{ id, documentId } = { id: '', documentId: '' }] = jobs;
    await world.ended(id);
    await vectors.removeDocument(world.ctx.models.embeddingModel, { documentId }, { signal: AbortSignal.timeout(10_000) });
    expect((await search(courseId)).items).toEqual([]);
    const { jobId } = await reprocessDocument(world.ctx, { actor: world.actor, id: documentId });
    await world.ended(jobId);
    expect((await search(courseId)).items).toHaveLength(3);
  });
});
