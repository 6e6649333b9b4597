import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerStartError, systemErrorCode } from '../server-start-error.ts';
import { makeFolder } from './folders.ts';
import { identifyProcess, isRunning, waitUntilGone } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** The right to run a server on a folder; held by this process until released. */
export interface FolderClaim {
  /** Remembers the server's process, so that a later start can end it should both of us be killed. */
  recordServer: (pid: number) => Promise<void>;
  release: () => Promise<void>;
  /** Releases when this is over, and passes on how it ended. */
  releaseAfter: <Ending>(ending: Promise<Ending>) => Promise<Ending>;
}

interface ClaimRecord {
  owner: ProcessIdentity;
  server?: ProcessIdentity | undefined;
}

const CLAIM_FILE = 'in-use.json';
/** A server notices within milliseconds that its owner is gone, then needs time for a clean end. */
const OWN_END_MS = 5_000;
const END_MS = 15_000;

/**
 * Makes the folder, makes sure that nobody else runs a server on it, and ends the server that a killed run left behind.
 * @param options.passable lets other users pass through the folder (when it is made here) to folders of theirs in it.
 * @throws ServerStartError when the folder cannot be written, or a live process holds it.
 */
export async function claimFolder(folder: string, options: { passable: boolean }): Promise<FolderClaim> {
  await makeWritable(folder, options.passable ? 0o711 : 0o700);
  const file = join(folder, CLAIM_FILE);
  const owner = await identifyProcess(process.pid);
  if (owner === undefined) throw new Error('cannot find out about the own process');
  await endFormerRun(folder, file);
  await createRecord(folder, file, { owner });
  const release = () => rm(file, { force: true });
  return {
    recordServer: async (pid) => {
      const draft = await writeDraft(file, { owner, server: await identifyProcess(pid) });
      await rename(draft, file);
    },
    release,
    releaseAfter: async (ending) => {
      const value = await ending;
      // Whoever waits for the end of a server is not to hear of a file that could not be removed.
      await release().catch(() => undefined);
      return value;
    },
  };
}

async function makeWritable(folder: string, mode: number): Promise<void> {
  try {
    await makeFolder(folder, mode);
    const probe = join(folder, `.probe-${process.pid}`);
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    const reason = systemErrorCode(error) ?? String(error);
    throw new ServerStartError(`The data folder ${folder} cannot be written (${reason}): make it writable or choose another one.`, {
      cause: error,
    });
  }
}

async function endFormerRun(folder: string, file: string): Promise<void> {
  const former = await readRecord(file);
  if (former !== undefined && (await isRunning(former.owner))) throw inUse(folder, former.owner.pid);
  if (former?.server !== undefined) await endServer(former.server);
  await rm(file, { force: true });
}

async function endServer(server: ProcessIdentity): Promise<void> {
  if (await waitUntilGone(server, OWN_END_MS)) return;
  process.kill(server.pid, 'SIGTERM');
  if (await waitUntilGone(server, END_MS)) return;
  process.kill(server.pid, 'SIGKILL');
  await waitUntilGone(server, OWN_END_MS);
}

async function createRecord(folder: string, file: string, record: ClaimRecord): Promise<void> {
  const draft = await writeDraft(file, record);
  try {
    // Unlike a rename, a link fails when somebody else was faster.
    await link(draft, file);
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
    throw inUse(folder, (await readRecord(file))?.owner.pid);
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDraft(file: string, record: ClaimRecord): Promise<string> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(record), { mode: 0o600 });
  return draft;
}

async function readRecord(file: string): Promise<ClaimRecord | undefined> {
  try {
    const record: ClaimRecord = JSON.parse(await readFile(file, 'utf8'));
    return record.owner.pid > 0 ? record : undefined;
  } catch {
    // Missing, or broken by a power cut: nothing that could still hold the folder.
    return undefined;
  }
}

function inUse(folder: string, pid: number | undefined): ServerStartError {
  const holder = pid === undefined ? 'another process' : pid === process.pid ? 'this process' : `process ${pid}`;
  return new ServerStartError(`The data folder ${folder} is in use by ${holder}: stop it or choose another folder.`);
}
