import { readFile } from 'node:fs/promises';
import { getOutline } from '@lectern/core';
import { chunks, llmCalls, sections } from '@lectern/db';
import { and, between, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorkerWorld, type WorkerWorld } from './testing/worker-world.ts';

const sampleFile = new URL('../../../samples/water-cycle-and-weather.pdf', import.meta.url);

let world: WorkerWorld;
beforeAll(async () => {
  world = await createWorkerWorld('postgres');
});
afterAll(() => world.close());

it('a chapter has an outline with what each of its sections teaches, in words of that section', { timeout: 90_000 }, async () => {
  await world.startWorker();
  const { courseId, jobs } = await world.upload(await readFile(sampleFile));
  const [ingest] = jobs;
  if (!ingest) throw new Error('nothing was accepted');
  const { documentId } = ingest;
  expect(await world.ended(ingest.id)).toMatchObject({ state: 'succeeded', result: { sections: 8 } });

  const { documents } = await getOutline(world.ctx, { actor: world.actor, courseId });
  const outline = documents[0]?.sections ?? [];
  const titles = outline.map(({ depth, title }) => `${depth} ${title}`);
  expect(titles).toEqual(expect.arrayContaining(['0 The Water Cycle and Weather', '1 3 Moist air and clouds', '1 5 Weather systems']));
  const rows = await world.ctx.db.select().from(sections).where(eq(sections.documentId, documentId));
  for (const { id, summary, terms, pageFrom, pageTo } of outline) {
    expect(pageFrom).toBeLessThanOrEqual(pageTo);
    const row = rows.find((one) => one.id === id);
    const held = await world.ctx.db
      .select({ text: chunks.text })
      .from(chunks)
      .where(and(eq(chunks.documentId, documentId), between(chunks.ordinal, row?.chunkFrom ?? 0, row?.chunkTo ?? 0)));
    const text = held
      .map((chunk) => chunk.text)
      .join(' ')
      .replaceAll(/\s+/gu, ' ');
    // The built-in model picks sentences instead of writing them.
    for (const sentence of (summary ?? 'none').split(/(?<=\.) /u)) expect(text).toContain(sentence);
    expect(terms.length).toBeGreaterThan(0);
    for (const term of terms) expect(text.toLowerCase()).toContain(term.toLowerCase());
  }
  const calls = and(eq(llmCalls.jobId, ingest.id), eq(llmCalls.purpose, 'summarize_section'));
  expect(await world.ctx.db.$count(llmCalls, calls), 'five sections a call').toBe(2);
});
