import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VectorIndex, VectorRecord } from '@lectern/core';
import { type EmbeddedServer, startChroma } from '@lectern/embedded';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createChromaIndex } from './chroma-index.ts';

const { signal } = new AbortController();
let folder: string;
let server: EmbeddedServer;
let index: VectorIndex;
let model: string;
let courseId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-vectors-'));
  server = await startChroma({ dataDir: join(folder, 'first') });
  index = createChromaIndex({ url: server.url, timeoutMs: 5_000 });
});

beforeEach(() => {
  model = `model/${randomUUID()}`;
  courseId = randomUUID();
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Only when it has exited is its data folder free for the next one. */
async function stopServer(): Promise<void> {
  await server.stop();
  await server.exited;
}

function passage(vector: readonly number[], fields: Partial<VectorRecord> = {}): VectorRecord {
  return { id: randomUUID(), vector, ownerId: 'owner', courseId, documentId: 'document', revision: 1, ...fields };
}

function randomVector(): number[] {
  return Array.from({ length: 16 }, () => Math.random() - 0.5);
}

function search(vector: readonly number[], options: { courseId?: string; documentIds?: string[]; limit?: number } = {}) {
  return index.query(model, { vector, courseId, limit: 10, ...options }, { signal });
}

describe('erasing', () => {
  test('finds and removes a document’s vectors of every model, and of no other document', async () => {
    const [erased, kept, models] = [randomUUID(), randomUUID(), [model, `${model}/older`]];
    for (const each of models) {
      const many = Array.from({ length: 260 }, () => passage([1, 0], { documentId: erased }));
      await index.upsert(each, [...many, passage([1, 0], { documentId: kept })], { signal });
    }
    expect(await index.countDocuments([erased], { signal })).toBe(520);
    expect(await index.countDocuments([erased, kept], { signal })).toBe(522);
    await index.eraseDocuments([erased], { signal });
    expect(await index.countDocuments([erased], { signal })).toBe(0);
    expect(await index.countDocuments([kept], { signal })).toBe(2);
    expect(await index.countDocuments([], { signal })).toBe(0);
  });

  test('takes more documents than one request may name, and none at all', async () => {
    const documents = Array.from({ length: 120 }, () => randomUUID());
    const kept = randomUUID();
    const records = [...documents, kept].map((documentId) => passage([1, 0], { documentId }));
    await index.upsert(model, records, { signal });
    await index.eraseDocuments([], { signal });
    expect(await index.countDocuments([...documents, kept], { signal })).toBe(121);
    await index.eraseDocuments(documents, { signal });
    expect(await index.countDocuments([...documents, kept], { signal })).toBe(1);
  });
});

describe('searching', () => {
  test('finds the nearest passages first, with their cosine similarity', async () => {
    const near = passage([3, 0.3], { documentId: 'near', revision: 4 });
    const far = passage([0, 2]);
    const opposite = passage([-1, 0]);
    await index.upsert(model, [opposite, far, near], { signal });
    const hits = await search([1, 0]);
    expect(hits.map((hit) => hit.id)).toEqual([near.id, far.id, opposite.id]);
    expect(hits[0]).toMatchObject({ documentId: 'near', revision: 4 });
    expect(hits.map((hit) => hit.score.toFixed(3))).toEqual(['0.995', '0.000', '-1.000']);
    expect(await search([1, 0], { limit: 1 })).toHaveLength(1);
  });

  test('stays within the course and the chosen documents', async () => {
    const [a, b] = ['a', 'b'].map((documentId) => passage([1, 0], { documentId }));
    const elsewhere = passage([1, 0], { courseId: randomUUID() });
    if (!a || !b) throw new Error('two passages were made');
    await index.upsert(model, [a, b, elsewhere], { signal });
    const found = async (documentIds?: string[]) =>
      (await search([1, 0], documentIds ? { documentIds } : {})).map((hit) => hit.id).toSorted();
    expect(await found()).toEqual([a.id, b.id].toSorted());
    expect(await found(['a'])).toEqual([a.id]);
    expect(await found(['a', 'b', 'unknown'])).toEqual([a.id, b.id].toSorted());
    expect(await found(['unknown'])).toEqual([]);
    expect(await found([])).toEqual([]);
  });

  test('finds the few passages of a small course among many of others', async () => {
    const mine = Array.from({ length: 5 }, () => passage(randomVector()));
    const others = Array.from({ length: 2_000 }, () => passage(randomVector(), { courseId: 'another' }));
    await index.upsert(model, [...others, ...mine], { signal });
    expect((await search(randomVector())).map((hit) => hit.id).toSorted()).toEqual(mine.map((record) => record.id).toSorted());
  });

  test('a course without passages gives none, with a model never seen as well', async () => {
    expect(await search([1, 0])).toEqual([]);
  });

  test('two models never see each other’s vectors, whatever their length', async () => {
    await index.upsert(model, [passage([1, 0])], { signal });
    await index.upsert(`${model}:3d`, [passage([1, 0, 0])], { signal });
    expect(await search([1, 0])).toHaveLength(1);
  });
});

describe('writing', () => {
  test('the same passages again changes nothing', async () => {
    const records = [passage([1, 0]), passage([0, 1])];
    await index.upsert(model, records, { signal });
    await index.upsert(model, records, { signal });
    expect(await search([1, 0])).toHaveLength(2);
  });

  test('more than the server takes at once is split', async () => {
    const records = Array.from({ length: 601 }, () => passage(randomVector()));
    await index.upsert(model, records, { signal });
    for (const record of records.filter((_, at) => [0, 249, 250, 600].includes(at))) {
      expect((await search(record.vector, { limit: 1 })).map((hit) => hit.id)).toEqual([record.id]);
    }
    await index.upsert(model, [], { signal });
  });

  test('many writers may begin with a new model at the same time', async () => {
    const several = Array.from({ length: 8 }, () => passage([1, 0]));
    await Promise.all(several.map((record) => index.upsert(model, [record], { signal })));
    expect(await search([1, 0])).toHaveLength(8);
  });

  test('vectors of another length are refused for good, and the server is not blamed', async () => {
    await index.upsert(model, [passage([1, 0])], { signal });
    for (let time = 0; time < 6; time += 1) {
      await expect(index.upsert(model, [passage([1, 0, 0])], { signal })).rejects.toMatchObject({ code: 'internal', retryable: false });
    }
    expect(await search([1, 0])).toHaveLength(1);
  });
});

describe('removing a document', () => {
  const remove = (input: { documentId: string; keepRevision?: number }) => index.removeDocument(model, input, { signal });

  test('leaves the others alone', async () => {
    await index.upsert(model, [passage([1, 0], { documentId: 'a' }), passage([1, 0], { documentId: 'b' })], { signal });
    await remove({ documentId: 'a' });
    await remove({ documentId: 'never-there' });
    expect((await search([1, 0])).map((hit) => hit.documentId)).toEqual(['b']);
  });

  test('can keep one revision', async () => {
    const revisions = [1, 2, 3].map((revision) => passage([1, 0], { revision }));
    await index.upsert(model, revisions, { signal });
    await remove({ documentId: 'document', keepRevision: 2 });
    expect((await search([1, 0])).map((hit) => hit.revision)).toEqual([2]);
  });

  test('of thousands of passages takes all', async () => {
    await index.upsert(
      model,
      Array.from({ length: 3_000 }, (_, at) => passage([1, at])),
      { signal },
    );
    await remove({ documentId: 'document' });
    expect(await search([1, 0])).toEqual([]);
  });
});

describe('a server that comes and goes', () => {
  test('is told as unavailable while it is down, and used again once it is back', async () => {
    await index.upsert(model, [passage([1, 0])], { signal });
    await stopServer();
    for (let time = 0; time < 3; time += 1)
      await expect(search([1, 0])).rejects.toMatchObject({ code: 'index_unavailable', retryable: true });
    await expect(index.ping({ signal })).rejects.toMatchObject({ code: 'index_unavailable' });

    server = await startChroma({ dataDir: join(folder, 'first'), port: server.port });
    await index.ping({ signal });
    expect(await search([1, 0])).toHaveLength(1);
  });

  test('may come back without its data', async () => {
    const record = passage([1, 0]);
    await index.upsert(model, [record], { signal });
    await stopServer();
    server = await startChroma({ dataDir: join(folder, 'second'), port: server.port });
    expect(await search([1, 0])).toEqual([]);
    await index.upsert(model, [record], { signal });
    expect(await search([1, 0])).toHaveLength(1);
  });
});

test('the client neither warns nor looks for an embedding function', async () => {
  const warn = vi.spyOn(console, 'warn');
  await index.upsert(model, [passage([1, 0])], { signal });
  await search([1, 0]);
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});
