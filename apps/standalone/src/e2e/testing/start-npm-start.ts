import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choosePort } from '@lectern/embedded';
import { createTestFolder, startChildProcess } from '@lectern/testing';
import { plainEnv } from '../../testing/plain-env.ts';
import type { Installation } from './installation.ts';

const main = new URL('../../main.ts', import.meta.url);
const startLimitMs = 120_000;

/** The standalone edition as `npm start` runs it: servers, model and all. */
export async function startNpmStart(): Promise<Installation> {
  const folder = await createTestFolder();
  // For root: otherwise the database is put elsewhere.
  await chmod(folder.path, 0o711);
  const port = await choosePort('Lectern', undefined);
  const data = join(folder.path, 'data');
  const lectern = startChildProcess(main, {
    args: ['--no-sample'],
    env: { ...plainEnv, LECTERN_DATA_DIR: data, LECTERN_PORT: String(port) },
    cwd: folder.path,
  });
  await lectern.waitForLine(/ready {2}http/u, startLimitMs);
  return {
    url: `http://127.0.0.1:${port}`,
    setupToken: (await readFile(join(data, 'owner-token'), 'utf8')).trim(),
    async close() {
      await lectern.stop('SIGTERM');
      await folder.close();
    },
  };
}
