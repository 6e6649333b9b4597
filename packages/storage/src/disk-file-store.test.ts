import { createHash, randomBytes } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileStore } from '@lectern/core';
import { createDiskFileStore } from './disk-file-store.ts';

const mebibyte = 1024 * 1024;
const owner = '0199f1f0-7a8e-7c4e-9c53-3f9a3d2f5b11';
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(4_000)]);

let folder: string;
let store: FileStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-files-'));
  store = createDiskFileStore({ folder });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function pdf(size = 5_000): Buffer {
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size)]);
}

function put(source: Readable | Buffer, options: { maxBytes?: number; signal?: AbortSignal; owner?: string } = {}) {
  return store.put(options.owner ?? owner, Buffer.isBuffer(source) ? Readable.from([source]) : source, {
    maxBytes: options.maxBytes ?? 10 * mebibyte,
    signal: options.signal ?? new AbortController().signal,
  });
}

async function filesLeft(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function* pieces(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < content.length; start += size) yield content.subarray(start, start + size);
}

describe('an uploaded file', () => {
  test('comes back byte for byte, under its hash', async () => {
    const content = pdf(300_000);
    const stored = await put(Readable.from(pieces(content, 7_777)));

    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(stored).toEqual({ key: `${owner}/${sha256}`, sha256, bytes: content.length });
    const { stream, bytes } = await store.open(stored.key);
    expect(bytes).toBe(content.length);
    expect(await buffer(stream)).toEqual(content);
    expect(await readFile(await store.localPath(stored.key))).toEqual(content);
  });

  test('sent twice, even at the same time, is there once', async () => {
    const content = pdf();
    const [first, second] = await Promise.all([put(content), put(content)]);
    expect(await put(content)).toEqual(first);
    expect(second).toEqual(first);
    expect(await filesLeft()).toHaveLength(1);
  });

  test('belongs to its owner alone', async () => {
    const content = pdf();
    const mine = await put(content);
    const theirs = await put(content, { owner: 'somebody-else' });
    expect(theirs.key).not.toBe(mine.key);
    expect(await store.remove(mine.key)).toBe(true);
    expect((await store.open(theirs.key)).bytes).toBe(content.length);
  });

  test('is gone once removed, and removing it again is no error', async () => {
    const { key } = await put(pdf());
    expect(await store.remove(key)).toBe(true);
    expect(await store.remove(key)).toBe(false);
    await expect(store.open(key)).rejects.toMatchObject({ code: 'not_found' });
    await expect(store.localPath(key)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('of 200 MB takes no more memory than a small one', async () => {
    const chunks = 200;
    let peak = 0;
    const before = process.memoryUsage().rss;
    const source = Readable.from(
      (async function* () {
        yield Buffer.from('%PDF-1.7\n');
        for (let index = 0; index < chunks; index += 1) {
          yield Buffer.alloc(mebibyte, index);
          peak = Math.max(peak, process.memoryUsage().rss - before);
        }
      })(),
    );
    const stored = await put(source, { maxBytes: 300 * mebibyte });
    expect(stored.bytes).toBe(chunks * mebibyte + 9);
    expect(peak).toBeLessThan(100 * mebibyte);
  });
});

describe('what is refused leaves nothing behind', () => {
  afterEach(async () => {
    expect(await filesLeft()).toEqual([]);
  });

  test('an empty file', async () => {
    await expect(put(Buffer.alloc(0))).rejects.toMatchObject({ code: 'not_a_pdf' });
  });

  test('a picture named .pdf, before the rest of it was read', async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        read += png.length;
        yield png;
      }
    }
    await expect(put(Readable.from(endless()))).rejects.toMatchObject({ code: 'not_a_pdf' });
    expect(read).toBeLessThan(mebibyte);
  });

  test('a short text without a PDF header', async () => {
    await expect(put(Buffer.from('hello'))).rejects.toMatchObject({ code: 'not_a_pdf' });
  });

  test('a file over the limit, before the rest of it was read', async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        const content = pdf(60_000);
        read += content.length;
        yield content;
      }
    }
    const limit = { maxBytes: mebibyte };
    await expect(put(Readable.from(endless()), limit)).rejects.toMatchObject({ code: 'pdf_too_large' });
    expect(read).toBeLessThan(4 * mebibyte);
  });

  test('a client that hangs up in mid-upload', async () => {
    const source = new PassThrough();
    const storing = put(source);
    source.write(pdf(200_000));
    setTimeout(() => source.destroy(), 20);
    await expect(storing).rejects.toMatchObject({ code: 'upload_interrupted' });
  });

  test('a connection that breaks with an error', async () => {
    const source = new PassThrough();
    const storing = put(source);
    source.write(pdf());
    source.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }));
    await expect(storing).rejects.toMatchObject({ code: 'upload_interrupted' });
  });

  test('an upload that is aborted while nothing comes', async () => {
    const source = new PassThrough();
    const controller = new AbortController();
    const storing = put(source, { signal: controller.signal });
    source.write(pdf());
    setTimeout(() => controller.abort(), 20);
    await expect(storing).rejects.toMatchObject({ code: 'upload_interrupted' });
    expect(source.destroyed).toBe(true);
  });

  test('an upload that was aborted before it began', async () => {
    await expect(put(pdf(), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'upload_interrupted' });
  });

  test.each(['..', '../elsewhere', 'a/b', 'a\\b', '', '.', 'a\0', 'x'.repeat(65)])('an owner like %j', async (trick) => {
    await expect(put(pdf(), { owner: trick })).rejects.toMatchObject({ code: 'internal', retryable: false });
  });
});

test('the header may stand anywhere in the first 1,024 bytes, in pieces', async () => {
  const late = Buffer.concat([Buffer.alloc(1_019, 0x20), Buffer.from('%PDF-1.4'), randomBytes(100)]);
  expect((await put(Readable.from(pieces(late, 3)))).bytes).toBe(late.length);
  const tooLate = Buffer.concat([Buffer.alloc(1_020, 0x20), Buffer.from('%PDF-1.4'), randomBytes(100)]);
  await expect(put(tooLate)).rejects.toMatchObject({ code: 'not_a_pdf' });
});

test('a key that leaves the folder finds nothing, whatever lies there', async () => {
  await mkdir(join(folder, 'files'), { recursive: true });
  const secret = 'a'.repeat(64);
  await writeFile(join(folder, secret), 'secret');
  for (const key of [`../${secret}`, `..%2f/${secret}`, `/${secret}`, secret, `x/../../${secret}`, `${owner}/../${secret}`]) {
    await expect(store.open(key)).rejects.toMatchObject({ code: 'not_found' });
    await expect(store.localPath(key)).rejects.toMatchObject({ code: 'not_found' });
    expect(await store.remove(key)).toBe(false);
  }
  await access(join(folder, secret));
});

test('a storage folder that cannot be made is told as such', async () => {
  await writeFile(join(folder, 'in-the-way'), '');
  store = createDiskFileStore({ folder: join(folder, 'in-the-way') });
  await expect(put(pdf())).rejects.toMatchObject({ code: 'unavailable', retryable: true });
});

test('what a killed process left is swept after a day, and an upload under way is not', async () => {
  expect(await store.sweepUnfinished()).toBe(0);
  await mkdir(join(folder, 'tmp'));
  await writeFile(join(folder, 'tmp', 'old'), 'left behind');
  const dayAndMore = Date.now() / 1_000 - 25 * 60 * 60;
  await utimes(join(folder, 'tmp', 'old'), dayAndMore, dayAndMore);

  const source = new PassThrough();
  const storing = put(source);
  source.write(pdf());
  expect(await store.sweepUnfinished()).toBe(1);
  source.end();
  await storing;
  expect(await filesLeft()).toHaveLength(1);
});

test('files are listed by age, so that those nobody refers to can be found', async () => {
  const { key } = await put(pdf());
  await writeFile(join(folder, 'files', 'not-one-of-ours'), '');
  expect(await Array.fromAsync(store.listOlderThan(60_000))).toEqual([]);
  const hourAgo = Date.now() / 1_000 - 3_600;
  await utimes(await store.localPath(key), hourAgo, hourAgo);
  expect(await Array.fromAsync(store.listOlderThan(60_000))).toEqual([key]);
});
