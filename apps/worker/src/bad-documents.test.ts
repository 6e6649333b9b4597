import type { ErrorCode } from '@lectern/contract';
import { documents, files } from '@lectern/db';
import { Readable } from 'node:stream';
import { eraseDocument, retryJob, sweepFiles } from '@lectern/core';
import {
  encryptedPdf,
  endlessPdf,
  handoutPdf,
  imagesOnlyPdf,
  manyPagesPdf,
  memoryBombPdf,
  headerOnlyPdf,
  truncatedPdf,
} from '@lectern/testing/pdf-fixtures';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkerWorld, type WorkerWorld } from './testing/worker-world.ts';

let world: WorkerWorld;
beforeAll(async () => {
  world = await createWorkerWorld('postgres');
  await world.startWorker();
});
afterAll(() => world.close());

const cases: { what: string; make: () => Uint8Array | Promise<Uint8Array>; code: ErrorCode }[] = [
  { what: 'a password', make: () => encryptedPdf(), code: 'pdf_password_required' },
  { what: 'images without text', make: () => imagesOnlyPdf({ pages: 3 }), code: 'pdf_no_text' },
  { what: 'a cut end', make: () => truncatedPdf(), code: 'pdf_unreadable' },
  { what: 'a header and no structure', make: () => headerOnlyPdf(), code: 'pdf_unreadable' },
  { what: 'a page too many', make: () => manyPagesPdf({ pages: 2_001 }), code: 'pdf_too_many_pages' },
];

describe('a PDF that cannot be used', () => {
  it.each(cases)('with $what ends its job with $code and a message that says what to do', { timeout: 60_000 }, async ({ make, code }) => {
    const { jobs } = await world.upload(await make());
    const [accepted] = jobs;
    const job = await world.ended(accepted?.id ?? '');
    expect(job).toMatchObject({ state: 'failed', error: { code } });
    expect(job.error?.message).toMatch(/\. \S.*\./u);
  });

  it.each([
    { what: 'never comes to an end', make: endlessPdf },
    { what: 'eats memory', make: memoryBombPdf },
  ])('that $what harms its own job alone', { timeout: 200_000 }, async ({ make }) => {
    const { jobs } = await world.upload(await make(), await handoutPdf({ pages: 3, title: 'Beside a poisonous one' }));
    const [poisonous, good] = jobs;
    expect(await world.ended(good?.id ?? '')).toMatchObject({ state: 'succeeded', run: 1 });
    expect(await world.ended(poisonous?.id ?? '', 180_000)).toMatchObject({ state: 'failed', error: { code: 'pdf_unreadable' } });
  });

  it('leaves nothing behind when it is erased, and can be tried again before', { timeout: 60_000 }, async () => {
    const { jobs } = await world.upload(await encryptedPdf());
    const [accepted] = jobs;
    if (!accepted) throw new Error('nothing was accepted');
    await world.ended(accepted.id);
    await retryJob(world.ctx, { actor: world.actor, id: accepted.id });
    expect(await world.ended(accepted.id)).toMatchObject({ state: 'failed', run: 2, error: { code: 'pdf_password_required' } });

    const [document] = await world.ctx.db.select().from(documents).where(eq(documents.id, accepted.documentId));
    const [file] = await world.ctx.db
      .select()
      .from(files)
      .where(eq(files.id, document?.fileId ?? ''));
    if (!file) throw new Error('the document has no file');
    const { jobId } = await eraseDocument(world.ctx, { actor: world.actor, id: accepted.documentId });
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', result: { removed: { documents: 1, files: 1 } } });
    expect(await world.ctx.db.$count(documents, eq(documents.id, accepted.documentId))).toBe(0);
    expect(await world.ctx.db.$count(files, eq(files.id, file.id))).toBe(0);
    await expect(world.files.localPath(file.key)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a file that was stored and never accepted', () => {
  it('is removed when it is old, and one that a document refers to is not', async () => {
    const signal = AbortSignal.timeout(10_000);
    const orphan = await world.files.put(world.actor.userId, Readable.from([await handoutPdf({ pages: 1, title: 'An orphan' })]), {
      maxBytes: 1e6,
      signal,
    });
    const { jobs } = await world.upload(await handoutPdf({ pages: 1, title: 'A kept one' }));
    await world.ended(jobs[0]?.id ?? '');
    const kept = await world.ctx.db.$count(files);
    expect(await sweepFiles({ ...world.ctx, files: world.files }, -1_000)).toBeGreaterThanOrEqual(1);
    await expect(world.files.localPath(orphan.key)).rejects.toMatchObject({ code: 'not_found' });
    for (const { key } of await world.ctx.db.select({ key: files.key }).from(files)) await world.files.localPath(key);
    expect(await world.ctx.db.$count(files)).toBe(kept);
  });
});
