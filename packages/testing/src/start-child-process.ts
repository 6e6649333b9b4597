import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { waitFor } from './wait-for.ts';

interface ChildOptions {
  args?: readonly string[];
  /** The whole environment: nothing is inherited. */
  env?: Record<string, string>;
  cwd?: string;
}

/** A program of ours that runs as in real life, in a process of its own. */
export interface TestProcess {
  pid: number;
  /** What it has printed so far, both streams, without escape codes. */
  lines: readonly string[];
  /** The first line that matches, also one that was printed before. */
  waitForLine: (pattern: RegExp, timeoutMs?: number) => Promise<string>;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Sends a signal (default SIGTERM) and waits for the end. */
  stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** Runs a TypeScript file with Node. It is killed when the test file ends, should the test forget to. */
export function startChildProcess(entry: URL, { args = [], env = {}, cwd }: ChildOptions = {}): TestProcess {
  const child = spawn(process.execPath, [fileURLToPath(entry), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
    cwd,
  });
  const killAtExit = () => child.kill('SIGKILL');
  process.once('exit', killAtExit);
  const exited = once(child, 'close').then(([code, signal]) => {
    process.off('exit', killAtExit);
    return { code, signal };
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => lines.push(stripVTControlCharacters(line)));
  }
  return {
    pid: child.pid ?? 0,
    lines,
    waitForLine: (pattern, timeoutMs = 10_000) => waitFor(() => lines.find((line) => pattern.test(line)), { timeoutMs }),
    exited,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await exited;
    },
  };
}
