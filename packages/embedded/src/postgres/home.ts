import { createHash, randomBytes } from 'node:crypto';
import { chown, realpath, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { canEnter, findAccount } from '../process/account.ts';
import type { Account } from '../process/account.ts';
import { exists, makeFolder } from '../process/folders.ts';
import { ServerStartError } from '../server-start-error.ts';
import { readSettings, SETTINGS_FILE, writeSettings } from './settings.ts';

/** Where the database of a data folder lives, and how to get in. */
export interface PostgresHome {
  /** Private to the account that runs the server; holds the cluster. */
  folder: string;
  /** Postgres' own data directory. */
  cluster: string;
  password: string;
  /** Whom the server runs as; undefined: ourselves. */
  account: Account | undefined;
  /** False until `initdb` is known to have succeeded once. */
  created: boolean;
}

/**
 * Finds or makes the place of the database of a data folder. Postgres refuses to run as root; then it runs as `postgres`
 * or `nobody`, and where these cannot enter the data folder the database is kept in `sharedFolder` instead.
 */
export async function providePostgresHome(dataDir: string, sharedFolder: string, onLog: (line: string) => void): Promise<PostgresHome> {
  const account = process.getuid?.() === 0 ? await findServerAccount() : undefined;
  let settings = await readSettings(dataDir);
  if (settings === undefined) {
    const home = await choosePlace(dataDir, sharedFolder, account);
    await setAside(resolve(dataDir, home), onLog);
    settings = { home, password: randomBytes(24).toString('base64url'), created: false };
    await writeSettings(dataDir, settings);
  }
  const folder = resolve(dataDir, settings.home);
  const owner = await prepareFolder(folder, account);
  return {
    folder,
    cluster: join(folder, 'cluster'),
    password: settings.password,
    account: owner,
    created: settings.created,
  };
}

async function findServerAccount(): Promise<Account> {
  const account = await findAccount(['postgres', 'nobody']);
  if (account !== undefined) return account;
  throw new ServerStartError(
    'Postgres refuses to run as root, and there is neither a user "postgres" nor "nobody": start as an ordinary user.',
  );
}

async function choosePlace(dataDir: string, sharedFolder: string, account: Account | undefined): Promise<string> {
  if (account === undefined || (await canEnter(dataDir, account))) return 'postgres';
  const name = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 16);
  return join(sharedFolder, name);
}

// The data folder was emptied by hand, so nobody knows the password of this database any more. The last such database is
// kept, in case that was a mistake.
async function setAside(folder: string, onLog: (line: string) => void): Promise<void> {
  if (!(await exists(folder))) return;
  const aside = `${folder}.old`;
  await rm(aside, { recursive: true, force: true });
  await rename(folder, aside);
  onLog(`A database without its ${SETTINGS_FILE} was moved to ${aside}.`);
}

/** Returns whom the server has to run as: a database that an ordinary user made stays theirs when root starts it. */
async function prepareFolder(folder: string, account: Account | undefined): Promise<Account | undefined> {
  if (account === undefined) {
    await makeFolder(folder, 0o700);
    return undefined;
  }
  await makeFolder(resolve(folder, '..'), 0o711);
  await makeFolder(folder, 0o700);
  const { uid, gid } = await stat(folder);
  const owner = uid === 0 ? account : { uid, gid };
  await chown(folder, owner.uid, owner.gid);
  if (await canEnter(folder, owner)) return owner;
  throw new ServerStartError(
    `User ${owner.uid}, who owns the database in ${folder}, cannot enter the folders above it: allow it (chmod o+x).`,
  );
}
