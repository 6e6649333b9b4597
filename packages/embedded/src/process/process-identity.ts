import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A process that cannot be mistaken for a later one which was given the same pid. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque; differs between two processes of the same pid. */
  startedAt: string;
}

/** The identity of a live process, or undefined where there is none (zombies are not alive). */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  const startedAt = process.platform === 'linux' ? await startTicks(pid) : await startTime(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether the very process that was identified earlier still runs. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  const current = await identifyProcess(identity.pid);
  return current?.startedAt === identity.startedAt;
}

/** The command line of a live process, or undefined. */
export async function commandLine(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return processStatus(pid, 'command=');
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return text?.replaceAll('\0', ' ').trim();
}

/** Resolves to true when the process is gone, to false when it still runs after `timeoutMs`. */
export async function waitUntilGone(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (await isRunning(identity)) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

// /proc rather than ps: slim images have no ps. See proc_pid_stat(5); the name in field 2 may hold blanks and brackets.
async function startTicks(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startedAt] = [fields?.[0], fields?.[19]];
  return state === undefined || 'ZX'.includes(state) ? undefined : startedAt;
}

async function startTime(pid: number): Promise<string | undefined> {
  const state = await processStatus(pid, 'state=');
  return state === undefined || state.startsWith('Z') ? undefined : processStatus(pid, 'lstart=');
}

async function processStatus(pid: number, column: string): Promise<string | undefined> {
  const result = await run('ps', ['-p', String(pid), '-o', column], { timeout: 5_000 }).catch(() => undefined);
  return result?.stdout.trim() || undefined;
}
