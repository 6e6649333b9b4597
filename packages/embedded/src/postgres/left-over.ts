import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine, identifyProcess, waitUntilGone } from '../process/process-identity.ts';

export const PID_FILE = 'postmaster.pid';
const CLEAN_END_MS = 20_000;
const KILLED_MS = 5_000;

/**
 * Ends a server that still runs on the cluster although the process that had claimed the data folder, and the server's
 * guard, are gone. A pid that now belongs to another program is left alone.
 */
export async function endLeftOverServer(cluster: string): Promise<void> {
  const pid = await recordedPid(cluster);
  if (pid === undefined) return;
  const identity = await identifyProcess(pid);
  if (identity !== undefined && (await commandLine(pid))?.includes(cluster)) {
    process.kill(pid, 'SIGINT');
    if (!(await waitUntilGone(identity, CLEAN_END_MS))) {
      process.kill(pid, 'SIGKILL');
      await waitUntilGone(identity, KILLED_MS);
    }
  }
  // Postgres refuses to start while the file names a live process, whichever program that is.
  await rm(join(cluster, PID_FILE), { force: true });
}

/** The server's pid, once it has written that it takes connections; see PostgreSQL's utils/pidfile.h for the lines. */
export async function readyPid(cluster: string): Promise<number | undefined> {
  const lines = await readPidFile(cluster);
  return lines?.[7]?.trim() === 'ready' ? Number(lines[0]) : undefined;
}

async function recordedPid(cluster: string): Promise<number | undefined> {
  const pid = Number((await readPidFile(cluster))?.[0]);
  return pid > 0 ? pid : undefined;
}

async function readPidFile(cluster: string): Promise<string[] | undefined> {
  const text = await readFile(join(cluster, PID_FILE), 'utf8').catch(() => undefined);
  return text?.split('\n');
}
