import type { EnvSource } from '@lectern/config';
import { expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const addresses = { database: 'postgres://embedded', vectors: 'http://embedded', model: 'http://embedded' };
const kept = { files: 'files', ownerToken: 't'.repeat(43), secret: 's'.repeat(43) };

function childVariables(variables: EnvSource): EnvSource {
  return readSettings(variables, '/nowhere').childVariables(addresses, kept);
}

it('API and worker get the secret that is kept, unless one is set', () => {
  expect(childVariables({}).LECTERN_SECRET).toBe(kept.secret);
  expect(childVariables({ LECTERN_SECRET: '' }).LECTERN_SECRET).toBe(kept.secret);
  expect(childVariables({ LECTERN_SECRET: 'o'.repeat(32) }).LECTERN_SECRET).toBe('o'.repeat(32));
});

it('a secret that is too short is said before anything starts', () => {
  expect(() => childVariables({ LECTERN_SECRET: 'short' })).toThrow(/LECTERN_SECRET: must be at least 32/u);
});

it('sixty files in a minute are no trouble, unless the person has said so', () => {
  expect(Number(childVariables({}).LECTERN_RATE_UPLOAD)).toBeGreaterThan(60);
  expect(Number(childVariables({}).LECTERN_RATE_MODEL)).toBeGreaterThan(60);
  expect(childVariables({ LECTERN_RATE_UPLOAD: '5' }).LECTERN_RATE_UPLOAD).toBe('5');
  expect(childVariables({}).LECTERN_RATE_ANONYMOUS).toBeUndefined();
});
