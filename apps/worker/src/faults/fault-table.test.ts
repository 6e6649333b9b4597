import { glob, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../../..');
/** A row whose last cell names a test: `file`: the beginning of its name, `…` for what varies. */
const row = /^\|(?:[^|]*\|)+ `(?<file>[\w-]+)`: (?<name>[^|]+) \|$/u;

async function readTests(): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  for await (const path of glob('{apps,packages}/*/src/**/*.test.ts', { cwd: root })) {
    const file = basename(path, '.test.ts');
    sources.set(file, (sources.get(file) ?? '') + (await readFile(join(root, path), 'utf8')));
  }
  return sources;
}

it('every row of the tables of faults names a test that there is', async () => {
  const page = await readFile(join(root, 'docs/operations.md'), 'utf8');
  const chapter = page.slice(page.indexOf('## What happens when'), page.indexOf('## What is where'));
  const rows = chapter.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| …'));
  expect(rows.length).toBeGreaterThan(30);
  const tests = await readTests();
  for (const line of rows) {
    const { file = '', name = '' } = row.exec(line)?.groups ?? {};
    const parts = name.split(' … ');
    expect(name, line).not.toBe('');
    for (const part of parts) expect(tests.get(file), `${file}: ${part}`).toContain(part);
  }
});
