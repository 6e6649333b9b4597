import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A system user by number. */
export interface Account {
  uid: number;
  gid: number;
}

/** The first of these users that exists on this machine. */
export async function findAccount(names: readonly string[]): Promise<Account | undefined> {
  for (const name of names) {
    const [uid, gid] = await Promise.all([numericId('-u', name), numericId('-g', name)]);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  return undefined;
}

/** Whether the account may pass through a folder and all folders above it; by mode bits, without access lists. */
export async function canEnter(folder: string, account: Account): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder);
  const needed = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  if ((mode & needed) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || canEnter(parent, account);
}

async function numericId(option: '-u' | '-g', name: string): Promise<number | undefined> {
  const result = await run('id', [option, name], { timeout: 5_000 }).catch(() => undefined);
  return result === undefined ? undefined : Number(result.stdout);
}
