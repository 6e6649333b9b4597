import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

// dependency-cruiser that cannot read TypeScript finds no modules, and so no violations, and exits with 0.
it('an import against the direction of the house is caught', { timeout: 60_000 }, () => {
  const { status, stdout } = spawnSync(`${root}node_modules/.bin/depcruise`, ['--config', `${root}.dependency-cruiser.mjs`, 'packages'], {
    cwd: fileURLToPath(new URL('boundaries-canary', import.meta.url)),
    encoding: 'utf8',
  });
  expect(stdout).toContain('contract-imports-zod-alone');
  expect(status).not.toBe(0);
});
