import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type ErrorCode } from '@lectern/contract';
import type { PdfReader } from '@lectern/core';
import { createTestFolder, type TestFolder } from '@lectern/testing';
import {
  emptyFile,
  encryptedPdf,
  handoutPdf,
  headerOnlyPdf,
  imagesOnlyPdf,
  manyPagesPdf,
  paragraphFor,
  pngFile,
  RAINFALL_ROWS,
  tableAndListPdf,
  truncatedPdf,
  twoColumnPdf,
} from '@lectern/testing/pdf-fixtures';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPdfReader } from './pdf-reader.ts';

const { signal } = new AbortController();
let folder: TestFolder;
let reader: PdfReader;

beforeAll(async () => {
  folder = await createTestFolder();
  reader = createPdfReader({ processes: 2 });
});
afterAll(async () => {
  await reader.close();
  await folder.close();
});

async function save(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, bytes);
  return path;
}

function codeOf(promise: Promise<unknown>): Promise<ErrorCode | undefined> {
  return promise.then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : 'internal'),
  );
}

async function readFirstPage(path: string): Promise<string> {
  const [page] = await reader.extract(path, { from: 1, to: 1 }, { signal });
  return page?.text ?? '';
}

describe('a good PDF', () => {
  it('tells its pages, its title and where its bookmarks lead', async () => {
    const path = await save('handout.pdf', await handoutPdf({ pages: 3, title: 'The Cycle of Water' }));
    expect(await reader.inspect(path, { signal })).toEqual({
      pageCount: 3,
      title: 'The Cycle of Water',
      bookmarks: [
        { title: '1. Evaporation', depth: 0, page: 1 },
        { title: '2. Clouds and Rain', depth: 0, page: 2 },
        { title: '3. Groundwater', depth: 0, page: 3 },
      ],
    });
  });

  it('gives the text of the pages asked for, and of no others', async () => {
    const path = await save('handout-7.pdf', await handoutPdf({ pages: 7 }));
    const pages = await reader.extract(path, { from: 6, to: 9 }, { signal });
    expect(pages.map(({ page }) => page)).toEqual([6, 7]);
    for (const { page, text } of pages) expect(text.replaceAll('\n', ' ')).toContain(paragraphFor(page));
  });

  it('is read in the order in which people read columns', async () => {
    const text = await readFirstPage(await save('columns.pdf', await twoColumnPdf()));
    expect(text.indexOf('Second column:')).toBeGreaterThan(text.indexOf('into tiny drops.'));
  });

  it('keeps a table’s rows as lines, with the cells apart', async () => {
    const text = await readFirstPage(await save('table.pdf', await tableAndListPdf()));
    const rows = text.split('\n').map((line) => line.split('\t').map((cell) => cell.trim()));
    for (const row of RAINFALL_ROWS) expect(rows).toContainEqual([...row]);
  });

  it('may have thousands of pages', async () => {
    const path = await save('many.pdf', manyPagesPdf());
    expect(await reader.inspect(path, { signal })).toEqual({ pageCount: 2_001, title: undefined, bookmarks: [] });
  });

  it('without text has empty pages', async () => {
    const path = await save('images.pdf', await imagesOnlyPdf({ pages: 2 }));
    expect(await reader.extract(path, { from: 1, to: 2 }, { signal })).toEqual([
      { page: 1, text: '' },
      { page: 2, text: '' },
    ]);
  });

  it('is read anew when the file has changed', async () => {
    const path = await save('changing.pdf', await handoutPdf({ pages: 1 }));
    expect(await readFirstPage(path)).toContain('Evaporation');
    await save('changing.pdf', await twoColumnPdf());
    expect(await readFirstPage(path)).toContain('Second column:');
  });
});

describe('a bad PDF is turned away', () => {
  it.each<[string, ErrorCode, () => Uint8Array | Promise<Uint8Array>]>([
    ['without a byte', 'not_a_pdf', emptyFile],
    ['that is a picture', 'not_a_pdf', pngFile],
    ['that only begins like one', 'pdf_unreadable', headerOnlyPdf],
    ['cut off in the middle', 'pdf_unreadable', truncatedPdf],
    ['that wants a password', 'pdf_password_required', encryptedPdf],
  ])('%s', async (name, code, make) => {
    const path = await save(`${name}.pdf`, await make());
    expect(await codeOf(reader.inspect(path, { signal }))).toBe(code);
    expect(await codeOf(reader.extract(path, { from: 1, to: 1 }, { signal }))).toBe(code);
  });

  it('a file that is not there is nobody’s fault, and worth another try', async () => {
    await expect(reader.inspect(join(folder.path, 'missing.pdf'), { signal })).rejects.toMatchObject({ code: 'internal', retryable: true });
  });
});
