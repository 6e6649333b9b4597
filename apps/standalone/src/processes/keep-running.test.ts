import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from '@lectern/testing';
import { describe, expect, it } from 'vitest';
import { keepRunning } from './keep-running.ts';
import type { Running } from './running.ts';

const limits = { failures: 3, firstPauseMs: 10, longestPauseMs: 20, healthyAfterMs: 60_000 };
const lasting = 'setInterval(() => {}, 1000)';

/** Starts Node programs one after the other, each with the next of the given texts; `undefined` fails to start. */
function createStarts(...programs: (string | undefined)[]) {
  const pids: number[] = [];
  async function start(): Promise<Running> {
    const program = programs.shift();
    if (program === undefined) throw new Error('it does not start');
    const child = spawn(process.execPath, ['-e', program], { stdio: 'ignore' });
    const exited = once(child, 'exit').then(([code, signal]) => String(signal ?? code));
    pids.push(child.pid ?? 0);
    const kill = () => void child.kill('SIGKILL');
    return { pid: child.pid ?? 0, exited, kill, stop: async () => void (kill(), await exited) };
  }
  return { pids, start };
}

function watch() {
  const restarts: string[] = [];
  let givenUp = 0;
  return { restarts, givenUp: () => givenUp, onRestart: (end: string) => restarts.push(end), onGivenUp: () => void (givenUp += 1) };
}

describe('a process that is kept running', () => {
  it('is started again when it ends, and told how it ended', async () => {
    const { pids, start } = createStarts('process.exit(7)', undefined, lasting);
    const watched = watch();
    const kept = await keepRunning({ start, ...watched }, new AbortController().signal, limits);
    await waitFor(() => pids.length === 2);
    expect(watched.restarts).toEqual(['7']);
    await kept.stop();
    expect(watched.givenUp()).toBe(0);
  });

  it('is given up when it ends again and again', async () => {
    const { pids, start } = createStarts('1', '2', undefined, '4', '5');
    const watched = watch();
    await keepRunning({ start, ...watched }, new AbortController().signal, limits);
    await waitFor(() => watched.givenUp() === 1);
    expect(pids).toHaveLength(3);
    expect(watched.restarts).toEqual(['0', '0']);
  });

  it('stays down when it is stopped', async () => {
    const { pids, start } = createStarts(lasting, lasting);
    const watched = watch();
    const kept = await keepRunning({ start, ...watched }, new AbortController().signal, limits);
    await kept.stop();
    expect(pids).toHaveLength(1);
    expect(watched.restarts).toEqual([]);
  });

  it('reports a first start that fails to whoever wants it', async () => {
    const { start } = createStarts();
    await expect(keepRunning({ start, ...watch() }, new AbortController().signal, limits)).rejects.toThrow('it does not start');
  });
});
