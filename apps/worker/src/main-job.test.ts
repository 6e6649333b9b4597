import { readFile } from 'node:fs/promises';
import { findQuote, generateQuestions, listQuestions, type QuestionView } from '@lectern/core';
import { chunks, pages, questions, tasks } from '@lectern/db';
import { handoutPdf } from '@lectern/testing/pdf-fixtures';
import { queueBackends } from '@lectern/testing';
import { and, eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkerWorld, type WorkerWorld } from './testing/worker-world.ts';
import { emptyQueue } from './testing/empty-queue.ts';

const sampleFile = new URL('../../../samples/water-cycle-and-weather.pdf', import.meta.url);

async function storedOnce(world: WorkerWorld, documentId: string): Promise<{ pages: number; chunks: number }> {
  const rows = await world.ctx.db.select().from(chunks).where(eq(chunks.documentId, documentId));
  expect(new Set(rows.map((row) => row.ordinal)).size, 'chunks are stored once').toBe(rows.length);
  expect(rows.every((row) => row.vector !== null)).toBe(true);
  return { pages: await world.ctx.db.$count(pages, eq(pages.documentId, documentId)), chunks: rows.length };
}

async function expectEvidence(world: WorkerWorld, question: QuestionView): Promise<void> {
  const { documentId, revision, page, quote } = question.evidence;
  const [found] = await world.ctx.db
    .select()
    .from(pages)
    .where(and(eq(pages.documentId, documentId), eq(pages.revision, revision), eq(pages.page, page)));
  expect(findQuote(found?.text ?? '', quote), `“${quote}” on page ${page}`).toBeDefined();
}

describe.each(queueBackends())('the main job, with the queue on %s', (backend) => {
  let world: WorkerWorld;
  beforeAll(async () => {
    world = await createWorkerWorld(backend);
  });
  afterAll(() => world.close());

  it('turns a chapter into questions whose quotes stand on the pages they name', { timeout: 90_000 }, async () => {
    const worker = await world.startWorker();
    const { courseId, jobs } = await world.upload(await readFile(sampleFile));
    const [ingest] = jobs;
    if (!ingest) throw new Error('nothing was accepted');
    const read = await world.ended(ingest.id);
    expect(read).toMatchObject({ state: 'succeeded', progress: 100, result: { pages: 11 } });
    const { jobId } = await generateQuestions(world.ctx, {
      actor: world.actor,
      courseId,
      count: 20,
      types: ['single_choice', 'true_false'],
    });
    const written = await world.ended(jobId);
    expect(written).toMatchObject({ state: 'succeeded', result: { requested: 20, accepted: 20 } });

    const { items } = await listQuestions(world.ctx, { actor: world.actor, courseId, limit: 50 });
    expect(items).toHaveLength(20);
    for (const question of items) {
      await expectEvidence(world, question);
      expect(question.options.filter((option) => option.correct)).toHaveLength(1);
    }
    const places = items.filter((item) => item.type === 'single_choice').map((item) => item.options.findIndex((option) => option.correct));
    const counts = [0, 1, 2, 3].map((place) => places.filter((found) => found === place).length);
    expect(Math.max(...counts) - Math.min(...counts), `keys at ${places.join()}`).toBeLessThanOrEqual(1);
    await worker.stop('SIGTERM');
  });

  it('finishes after its worker was killed in the middle, and stores everything once', { timeout: 120_000 }, async () => {
    const { jobs } = await world.upload(await handoutPdf({ pages: 400, title: 'Killed' }));
    const [job] = jobs;
    if (!job) throw new Error('nothing was accepted');
    const first = await world.startWorker();
    await world.inTheMiddle(job.id);
    await first.stop('SIGKILL');
    await world.startWorker();
    expect(await world.ended(job.id, 90_000)).toMatchObject({ state: 'succeeded', result: { pages: 400 } });
    expect((await storedOnce(world, job.documentId)).pages).toBe(400);
    const runs = await world.ctx.db.select({ crashes: tasks.crashes }).from(tasks).where(eq(tasks.jobId, job.id));
    expect(
      runs.some((task) => task.crashes > 0),
      'the kill hit running tasks',
    ).toBe(true);
  });

  it('finishes after its queue was emptied in the middle, and stores everything once', { timeout: 120_000 }, async () => {
    const { courseId, jobs } = await world.upload(
      await handoutPdf({ pages: 400, title: 'Emptied' }),
      await handoutPdf({ pages: 60, title: 'Beside it' }),
    );
    const [job] = jobs;
    if (!job) throw new Error('nothing was accepted');
    await world.inTheMiddle(job.id);
    await emptyQueue(world.queue, world.database);
    for (const { id, documentId } of jobs) {
      expect(await world.ended(id, 90_000)).toMatchObject({ state: 'succeeded' });
      await storedOnce(world, documentId);
    }
    const { jobId } = await generateQuestions(world.ctx, { actor: world.actor, courseId, count: 10, types: ['true_false'] });
    await emptyQueue(world.queue, world.database);
    expect((await world.ended(jobId, 90_000)).state).toBe('succeeded');
    const kept = await world.ctx.db
      .select()
      .from(questions)
      .where(and(eq(questions.jobId, jobId), inArray(questions.state, ['draft'])));
    expect(new Set(kept.map((question) => question.stem)).size).toBe(kept.length);
  });
});
