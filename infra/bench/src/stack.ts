import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createApi, type Api } from './api.ts';

const standalone = fileURLToPath(new URL('../../../apps/standalone/src/main.ts', import.meta.url));
const startLimitMs = 120_000;

export interface Stack {
  api: Api;
  stop(): Promise<void>;
}

/** The whole standalone edition as users run it, in a folder and on a port of its own. */
export async function startStack(port: number, env: NodeJS.ProcessEnv): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-bench-'));
  const child = spawn(process.execPath, [standalone, '--no-sample'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...env, LECTERN_PORT: String(port), LECTERN_DATA_DIR: folder },
  });
  const stop = async (): Promise<void> => {
    await endProcess(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = `http://127.0.0.1:${port}`;
    await waitUntilReady(url, child);
    const token = (await readFile(join(folder, 'owner-token'), 'utf8')).trim();
    return { api: createApi(url, token), stop };
  } catch (error) {
    await stop();
    throw error;
  }
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
