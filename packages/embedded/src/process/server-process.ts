import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Account } from './account.ts';

/** How a process ended: exactly one of the two is set, as with Node's `exit` event. */
export interface ServerExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ServerProcess {
  /** The process that was spawned; with `startGuardedProgram` that is the guard, not the program. */
  pid: number;
  /** Resolves when the process and everything in its process group is gone. */
  exited: Promise<ServerExit>;
  /** The last lines of its output, oldest first: what to look at when it ended unasked. */
  lastLines: () => readonly string[];
  /** Asks it to end; kills it after its grace. Resolves when it is gone. */
  stop: () => Promise<void>;
}

/** A program that is run by guard.ts. */
export interface GuardedProgram {
  command: string;
  args: string[];
  /** The whole environment: nothing is inherited, so that no variable of ours reaches the program by accident. */
  env: Record<string, string>;
  cwd: string;
  /** Whom to run it as (only root may choose); ourselves when left out. */
  account?: Account | undefined;
  stopSignal: NodeJS.Signals;
  /** From the stop signal to SIGKILL. */
  graceMs: number;
}

type OnLog = ((line: string) => void) | undefined;

const KEPT_LINES = 50;
/** A process that ends others needs a little longer than these. */
const EXTRA_GRACE_MS = 2_000;

/** Runs a program that must not outlive us. See guard.ts. */
export function startGuardedProgram(program: GuardedProgram, onLog?: OnLog): ServerProcess {
  return startNodeProcess({
    entry: new URL('./guard.ts', import.meta.url),
    args: [JSON.stringify(program)],
    graceMs: program.graceMs,
    onLog,
  });
}

/** Runs a Node program of ours that ends when its standard input closes. */
export function startNodeProcess(options: { entry: URL; args: string[]; graceMs: number; onLog: OnLog }): ServerProcess {
  const child = spawn(process.execPath, [fileURLToPath(options.entry), ...options.args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {},
    // A group of its own: out of reach of the terminal's Ctrl-C, and one target for what a killed guard leaves behind.
    detached: true,
  });
  const { pid = 0 } = child;
  if (pid === 0) throw new Error(`cannot run ${process.execPath}`);
  child.stdin.on('error', () => undefined);
  const lines = collectLines([child.stdout, child.stderr], options.onLog);

  const exited = new Promise<ServerExit>((resolve) => {
    child.once('exit', (code, signal) => {
      killGroup(pid);
      // The pipes close when the last process that writes to them is gone, and then every line has been read.
      const timer = setTimeout(() => resolve({ code, signal }), EXTRA_GRACE_MS);
      child.once('close', () => {
        clearTimeout(timer);
        resolve({ code, signal });
      });
    });
  });

  async function stop(): Promise<void> {
    child.stdin.end();
    const timer = setTimeout(() => killGroup(pid), options.graceMs + EXTRA_GRACE_MS);
    await exited;
    clearTimeout(timer);
  }
  return { pid, exited, lastLines: () => lines, stop };
}

function collectLines(streams: Readable[], onLog: OnLog): readonly string[] {
  const kept: string[] = [];
  for (const stream of streams) {
    createInterface({ input: stream }).on('line', (raw) => {
      const line = stripVTControlCharacters(raw).trimEnd();
      if (line === '') return;
      kept.push(line);
      if (kept.length > KEPT_LINES) kept.shift();
      onLog?.(line);
    });
  }
  return kept;
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nothing is left in the group: the usual case.
  }
}
