import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { roleTable, roleTableFile } from './role-table.ts';

it('the role table in the docs is what the contract says', () => {
  expect(readFileSync(roleTableFile, 'utf8'), 'docs/roles.md is out of date: run `node scripts/role-table.ts`').toBe(roleTable());
});
