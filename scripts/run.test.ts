import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('./run.mjs', import.meta.url));

it('a command that does not exist is refused with those that do', () => {
  const { status, stderr } = spawnSync(process.execPath, [script, 'begin'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'There is no command "begin": use one of start, migrate, api, worker, test, verify, bench.\n',
  });
});
