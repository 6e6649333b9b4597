import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { choosePort } from '@lectern/embedded';
import { createApi, type Api } from '../api.ts';
import { makeFolder } from './make-folder.ts';

const standalone = fileURLToPath(new URL('../../../../apps/standalone/src/main.ts', import.meta.url));
const startLimitMs = 120_000;

/** The whole standalone edition as users run it, in a folder and on a port of its own. */
export async function startStandalone(env: NodeJS.ProcessEnv, cleanups: AsyncDisposableStack): Promise<Api> {
  const folder = await makeFolder(cleanups);
  const port = await choosePort('The API', undefined);
  const child = spawn(process.execPath, [standalone, '--no-sample'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...env, LECTERN_PORT: String(port), LECTERN_DATA_DIR: folder },
  });
  cleanups.defer(() => endProcess(child));
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(url, child);
  return createApi(url, (await readFile(join(folder, 'owner-token'), 'utf8')).trim());
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startLimitMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error('the standalone edition ended before it was ready');
    const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await sleep(100);
  }
  throw new Error(`the standalone edition was not ready within ${startLimitMs / 1_000} s`);
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
