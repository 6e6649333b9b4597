import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sweepFiles } from './sweep-files.ts';
import { createDocumentWorld, type DocumentWorld } from './testing/document-world.ts';

let world: DocumentWorld;
beforeAll(async () => {
  world = await createDocumentWorld();
});
afterAll(() => world.close());

function store(owner: string, content: string) {
  return world.ctx.files.put(owner, Readable.from([Buffer.from(content)]));
}

it('files of uploads that broke off go, those of documents stay', async () => {
  const actor = await world.newTeacher();
  await world.upload(actor, await world.newCourse(actor), ...Array.from({ length: 20 }, (_, at) => `kept ${at}`));
  const kept = new Set(world.ctx.files.stored.keys());
  for (let at = 0; at < 501; at += 1) await store(actor.userId, `broken off ${at}`);
  expect(await sweepFiles(world.ctx)).toBe(501);
  expect(new Set(world.ctx.files.stored.keys())).toEqual(kept);
});

it('a worker that shuts down does not wait for the sweep', async () => {
  const actor = await world.newTeacher();
  await store(actor.userId, 'later');
  expect(await sweepFiles(world.ctx, 0, AbortSignal.abort())).toBe(0);
});
