import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestFolder, startChildProcess, waitFor, type TestFolder } from '@lectern/testing';
import { endlessPdf, handoutPdf, memoryBombPdf } from '@lectern/testing/pdf-fixtures';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createPdfReader, type PdfReaderOptions } from './pdf-reader.ts';

const { signal } = new AbortController();
const firstPage = { from: 1, to: 1 };
let folder: TestFolder;
let good: string;
let endless: string;
let bomb: string;

beforeAll(async () => {
  folder = await createTestFolder();
  const save = async (name: string, bytes: Uint8Array): Promise<string> => {
    await writeFile(join(folder.path, name), bytes);
    return join(folder.path, name);
  };
  good = await save('good.pdf', await handoutPdf({ pages: 2 }));
  endless = await save('endless.pdf', endlessPdf());
  bomb = await save('bomb.pdf', memoryBombPdf());
});
afterAll(() => folder.close());

/** A reader, and the pids of the processes that it has started so far. */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function openReader(options: Partial<PdfReaderOptions> = {}) {
  const pids: number[] = [];
  const reader = createPdfReader({
    processes: 1,
    log: { ...silent, debug: (fields) => void ('child' in fields && typeof fields.child === 'number' && pids.push(fields.child)) },
    ...options,
  });
  onTestFinished(() => reader.close());
  return { reader, pids };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a file that never comes to an end', () => {
  it('is given up when its time is over, while others are read', async () => {
    const { reader } = openReader({ processes: 2, timeoutMs: 6_000 });
    const poisoned = reader.extract(endless, firstPage, { signal });
    const read = reader.extract(good, firstPage, { signal });
    await expect(poisoned).rejects.toMatchObject({ code: 'pdf_unreadable', retryable: false });
    await expect(read).resolves.toHaveLength(1);
    await expect(reader.extract(good, firstPage, { signal })).resolves.toHaveLength(1);
  });

  it('is left at once when nobody wants it any more', async () => {
    const { reader, pids } = openReader();
    await reader.inspect(good, { signal });
    const cancel = new AbortController();
    const readings = [endless, good].map((path) => reader.extract(path, firstPage, { signal: cancel.signal }));
    setTimeout(() => cancel.abort('cancelled'), 300);
    expect(await Promise.allSettled(readings)).toEqual(readings.map(() => ({ status: 'rejected', reason: 'cancelled' })));
    await waitFor(() => pids.every((pid) => !isRunning(pid)));
  });

  it('is not even begun when it was cancelled before', async () => {
    const { reader } = openReader();
    const cancel = new AbortController();
    const reading = reader.extract(endless, firstPage, { signal: cancel.signal });
    cancel.abort('cancelled');
    await expect(reading).rejects.toBe('cancelled');
    await expect(reader.extract(good, firstPage, { signal })).resolves.toHaveLength(1);
  });

  it('does not hold up closing', async () => {
    const { reader, pids } = openReader();
    const reading = reader.extract(endless, firstPage, { signal });
    const closed = reader.close();
    await expect(reading).rejects.toMatchObject({ code: 'unavailable' });
    await closed;
    expect(pids.some(isRunning)).toBe(false);
    await expect(reader.inspect(good, { signal })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('does not go on when the process that wanted it is gone', async () => {
    const program = startChildProcess(new URL('./read-file.fixture.ts', import.meta.url), { args: [endless] });
    const pid = Number((await program.waitForLine(/^pid \d+/)).slice('pid '.length));
    expect(isRunning(pid)).toBe(true);
    await program.stop('SIGKILL');
    await waitFor(() => !isRunning(pid));
  });
});

describe('a file that takes all memory', () => {
  it('is given up, and the next one is read', async () => {
    const { reader, pids } = openReader({ memoryMb: 250 });
    await expect(reader.extract(bomb, firstPage, { signal })).rejects.toMatchObject({ code: 'pdf_unreadable', retryable: false });
    await expect(reader.extract(good, firstPage, { signal })).resolves.toHaveLength(1);
    expect(pids.length).toBeGreaterThan(1);
  });
});

describe('processes', () => {
  it('that were killed by somebody else do not make the file unreadable', async () => {
    const { reader, pids } = openReader();
    const reading = reader.extract(good, firstPage, { signal });
    const [pid] = await waitFor(() => pids.length > 0 && pids);
    process.kill(pid ?? 0, 'SIGKILL');
    await expect(reading).resolves.toHaveLength(1);
    process.kill(pids.at(-1) ?? 0, 'SIGKILL');
    await waitFor(() => !isRunning(pids.at(-1) ?? 0));
    await expect(reader.extract(good, firstPage, { signal })).resolves.toHaveLength(1);
  });

  it('are as many as allowed, also with many files waiting', async () => {
    const { reader, pids } = openReader({ processes: 2 });
    const readings = Array.from({ length: 8 }, () => reader.extract(good, firstPage, { signal }));
    await Promise.all(readings);
    expect(pids).toHaveLength(2);
  });

  it('are replaced after a number of files', async () => {
    const { reader, pids } = openReader({ recycleAfter: 1 });
    await reader.inspect(good, { signal });
    await reader.inspect(good, { signal });
    expect(pids).toHaveLength(2);
    expect(isRunning(pids[0] ?? 0)).toBe(false);
  });
});
