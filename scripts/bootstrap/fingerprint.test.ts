import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fingerprint, packageFolders } from './fingerprint.mjs';

const folder = mkdtempSync(join(tmpdir(), 'lectern-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('whatever changes what is installed changes the fingerprint, and nothing else does', () => {
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(join(folder, 'pnpm-lock.yaml'), 'lockfileVersion: 9');
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), 'pmOnFail: ignore\npackages:\n  - apps/*\n  - "samples"\nallowBuilds:\n  - node\n');
  for (const name of ['apps/one', 'apps/two', 'samples', 'other']) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'package.json'), '{}');
  }
  expect(packageFolders(folder)).toEqual(['apps/one', 'apps/two', 'samples']);

  const copy = `${folder}-copy`;
  cpSync(folder, copy, { recursive: true });
  writeFileSync(join(copy, 'apps', 'one', 'main.ts'), '');
  expect(fingerprint(copy)).toBe(fingerprint(folder));
  writeFileSync(join(copy, 'apps', 'two', 'package.json'), '{"name":"two"}');
  expect(fingerprint(copy)).not.toBe(fingerprint(folder));
  rmSync(copy, { recursive: true });
});
