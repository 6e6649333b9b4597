import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestFolder, type TestFolder } from '@lectern/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StartProblem } from '../start-problem.ts';
import { provideSecret } from './kept-secret.ts';

let folder: TestFolder;
let kept: { file: string; title: string; ifRemoved: string };
beforeEach(async () => {
  folder = await createTestFolder();
  kept = { file: join(folder.path, 'secret'), title: 'The secret', ifRemoved: ': everybody has to sign in again then' };
});
afterEach(() => folder.close());

it('is made once, long enough for the API, and kept for its owner alone', async () => {
  const made = await provideSecret(kept);
  expect(made.length).toBeGreaterThanOrEqual(32);
  expect((await readFile(kept.file, 'utf8')).trim()).toBe(made);
  expect(((await stat(kept.file)).mode & 0o777).toString(8)).toBe('600');
  expect(await provideSecret(kept)).toBe(made);
  expect(await readdir(folder.path)).toEqual(['secret']);
});

it('is made anew where a start was killed while it was written', async () => {
  await writeFile(`${kept.file}.draft`, 'half');
  const made = await provideSecret(kept);
  expect(made.length).toBeGreaterThanOrEqual(32);
  expect(await readdir(folder.path)).toEqual(['secret']);
});

it.each(['', 'short', `two lines of ${'x'.repeat(32)}\nsecond`])(
  'that is damaged (%j) is no secret: the start says what to do, and shows nothing of it',
  async (content) => {
    await writeFile(kept.file, content);
    const problem: unknown = await provideSecret(kept).catch((error: unknown) => error);
    if (!(problem instanceof StartProblem)) throw new Error('no StartProblem', { cause: problem });
    expect(problem.message).toMatch(/secret is damaged.*Restore it, or remove it to get a new one: everybody has to sign in again/u);
    expect(problem.message).not.toContain('x'.repeat(32));
    expect(await readFile(kept.file, 'utf8')).toBe(content);
  },
);
