import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EnvSource } from '@lectern/config';
import { claimFolder } from '@lectern/embedded';
import { StartProblem } from '../start-problem.ts';
import type { LogFile } from './log-file.ts';
import type { Running } from './running.ts';

export interface ChildOptions {
  /** What it is called in lines to people, with its article. */
  title: string;
  entry: URL;
  variables: EnvSource;
  log: LogFile;
  /** Remembers the process here, so that the start after a killed one ends it first. */
  claimDir: string;
  /** From SIGTERM to SIGKILL. */
  graceMs: number;
}

const readyWithinMs = 60_000;

/**
 * Runs one of our programs in a process group of its own, out of reach of the terminal's Ctrl-C. The program sends a message
 * once it is ready, and ends by itself when the channel to us breaks. Resolves when it is ready.
 * @throws StartProblem when it ends instead; the signal's reason when aborted.
 */
export async function startChild(options: ChildOptions, signal: AbortSignal): Promise<Running> {
  const claim = await claimFolder(options.claimDir, { passable: false });
  signal.throwIfAborted();
  const child = options.log.withDescriptor((log) =>
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(options.entry)], {
      env: { ...options.variables },
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    }),
  );
  // Comes instead of a pid.
  child.once('error', () => undefined);
  const { pid } = child;
  if (pid === undefined) throw new StartProblem(`${options.title} cannot be started: is there memory for another process?`);
  const exited = once(child, 'exit').then(async ([code, endSignal]: unknown[]) => {
    // What it has started itself.
    killGroup(pid);
    await claim.release();
    return typeof endSignal === 'string' ? endSignal : `exit code ${String(code)}`;
  });
  await claim.recordServer(pid);

  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => killGroup(pid), options.graceMs);
    await exited;
    clearTimeout(timer);
  };
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(readyWithinMs)]);
    await Promise.race([once(child, 'message', { signal: limit }), exited.then((end) => failStart(options, end))]);
  } catch (error) {
    await stop();
    signal.throwIfAborted();
    throw error instanceof StartProblem
      ? error
      : new StartProblem(`${options.title} did not get ready: see ${options.log.path}`, { cause: error });
  }
  return { pid, exited, stop, kill: () => killGroup(pid) };
}

function failStart({ title, log }: ChildOptions, end: string): never {
  throw new StartProblem(`${title} ended while starting (${log.lastLine() ?? end}): see ${log.path}`);
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nothing is left in the group: the usual case.
  }
}
