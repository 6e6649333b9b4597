import { Readable } from 'node:stream';
import {
  addDocuments,
  audit,
  beginIdempotent,
  createCourse,
  eraseAccount,
  eraseCourse,
  eraseDocument,
  finishIdempotent,
  searchCourse,
} from '@lectern/core';
import { users } from '@lectern/db';
import { chromaUrl, queueBackends } from '@lectern/testing';
import { createChromaIndex } from '@lectern/vectors';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTraces } from './testing/find-traces.ts';
import { lessonPdf } from './testing/lesson-pdf.ts';
import { createWorkerWorld, type WorkerWorld } from './testing/worker-world.ts';

describe.each(queueBackends())('what was erased (queue in %s)', (backend) => {
  let world: WorkerWorld;
  let worker: Awaited<ReturnType<WorkerWorld['runWorker']>>;
  beforeAll(async () => {
    world = await createWorkerWorld(backend);
    worker = await world.runWorker();
  });
  afterAll(async () => {
    await worker.close();
    await world.close();
  });

  /** A lesson about something that is nowhere else in the world, with questions about it. */
  async function teach(stone: string): Promise<{ courseId: string; documentId: string }> {
    const { ctx, actor, files } = world;
    const course = await createCourse(ctx, { actor, title: `All about ${stone}` });
    const body = { course_id: course.id, title: `All about ${stone}` };
    await answered('createCourse', body);
    const stored = await files.put(actor.userId, Readable.from([lessonPdf(lesson(stone), lesson(stone))]), {
      maxBytes: 1e7,
      signal: AbortSignal.timeout(10_000),
    });
    const added = await addDocuments(
      { ...ctx, files },
      { actor, course: { id: course.id }, files: [{ stored, name: `${stone}-notes.pdf` }] },
    );
    const [ingest] = added.jobs;
    if (!ingest) throw new Error('nothing was accepted');
    await answered('uploadPdfs', { course_id: course.id, jobs: [{ document_id: ingest.documentId, file_name: ingest.fileName }] });
    expect(await world.ended(ingest.id)).toMatchObject({ state: 'succeeded' });
    await world.ended(await world.generate(course.id, { count: 3 }));
    return { courseId: course.id, documentId: ingest.documentId };
  }

  async function answered(route: string, body: object): Promise<void> {
    const key = { actor: world.actor, route, key: JSON.stringify(body) };
    await beginIdempotent(world.ctx, { ...key, requestHash: 'hash' });
    await finishIdempotent(world.ctx, { ...key, status: 200, body });
  }

  async function receiptOf(jobId: string) {
    const { state, result } = await world.ended(jobId);
    expect({ state, check: result?.['check'] }).toMatchObject({ state: 'succeeded', check: { foundBySearch: 0, rows: 0, files: 0 } });
    return result;
  }

  it('a document: is nowhere any more', { timeout: 90_000 }, async () => {
    const { courseId, documentId } = await teach('zanzibarite');
    const before = await findTraces(world, 'zanzibarite');
    const everywhere = ['table chunks', 'table pages', 'table questions', 'table documents', 'table idempotency_keys'];
    expect(before).toEqual(expect.arrayContaining([...everywhere, expect.stringMatching(/^file /u)]));
    expect(await findTraces(world, documentId)).toEqual(expect.arrayContaining([expect.stringMatching(/^index /u)]));
    const { jobId } = await eraseDocument(world.ctx, { actor: world.actor, id: documentId });
    const signal = AbortSignal.timeout(10_000);
    const vectors = createChromaIndex({ url: chromaUrl(), timeoutMs: 5_000 });
    const search = { actor: world.actor, courseId, query: 'zanzibarite', limit: 5, signal };
    expect((await searchCourse({ ...world.ctx, vectors }, search)).items, 'from the request on').toEqual([]);
    expect(await receiptOf(jobId)).toMatchObject({ removed: { documents: 1, pages: 2, files: 1 } });
    // The course is still called so.
    expect(await findTraces(world, 'zanzibarite')).toEqual(['table courses', 'table idempotency_keys']);
    expect((await findTraces(world, 'zanzibarite-notes')).concat(await findTraces(world, 'crystal hums'))).toEqual([]);
    expect((await findTraces(world, documentId)).filter((place) => !place.startsWith('table '))).toEqual([]);
  });

  it('a course: is nowhere any more', { timeout: 90_000 }, async () => {
    const { courseId, documentId } = await teach('quibblestone');
    const { jobId } = await eraseCourse(world.ctx, { actor: world.actor, id: courseId });
    expect(await receiptOf(jobId)).toMatchObject({ removed: { courses: 1, documents: 1, files: 1, jobs: 2 } });
    expect(await findTraces(world, 'quibblestone')).toEqual([]);
    expect((await findTraces(world, documentId)).filter((place) => !place.startsWith('table '))).toEqual([]);
  });

  it('an account: is nowhere any more', { timeout: 90_000 }, async () => {
    const { actor, ctx } = world;
    await ctx.db.update(users).set({ email: 'maria.gray@example.org', name: 'Maria Gray-Zimt' }).where(eq(users.id, actor.userId));
    await audit(ctx, { actor, action: 'account.signed_in', from: { address: '203.0.113.77', requestId: 'r' } });
    const { documentId } = await teach('murmurite');
    const { jobId } = await eraseAccount(ctx, { actor, userId: actor.userId });
    expect(await receiptOf(jobId)).toMatchObject({ removed: { accounts: 1, courses: 2, documents: 1, files: 1 } });
    for (const word of ['murmurite', 'zanzibarite', 'maria.gray@example.org', 'Gray-Zimt', '203.0.113.77']) {
      expect({ word, traces: await findTraces(world, word) }).toEqual({ word, traces: [] });
    }
    expect((await findTraces(world, documentId)).filter((place) => !place.startsWith('table '))).toEqual([]);
  });
});

function lesson(stone: string): string {
  return [
    `The ${stone} crystal hums at midnight.`,
    `A ${stone} is a hard mineral that forms in deep caves below the sea.`,
    `Miners collect ${stone} in baskets because metal damages its surface.`,
    `When a ${stone} is heated to 300 degrees it turns from green to violet.`,
    `The density of ${stone} is five grams per cubic centimetre.`,
    `Because ${stone} conducts heat badly, potters use it to line their kilns.`,
    `Light that passes through ${stone} is split into two rays of different colour.`,
    `Old sailors carried a ${stone} since they believed that it calms storms.`,
    `Geologists date layers of rock by the ${stone} that is found in them.`,
    `Unlike quartz, ${stone} dissolves slowly in vinegar within seven days.`,
  ].join('\n');
}
