import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '@lectern/contract';
import type { FileStore } from '@lectern/core';
import { isMissing, rethrowDiskError, toDiskError } from './disk-errors.ts';
import { checkOwner, makeKey, parseKey } from './keys.ts';
import { listFiles } from './list-files.ts';
import { receive } from './receive.ts';

/** No upload lasts that long, so what is older belongs to nobody. */
const staleAfterMs = 24 * 60 * 60 * 1_000;

/**
 * Files below `folder`: whole ones in `files/<owner>/<aa>/<sha256>`, those being received in `tmp/`. Both have to be on one
 * file system, for a file appears under its address by rename: complete and on the disk, or not at all. The same bytes again
 * are no error. After a failed `put` the source is destroyed, not drained.
 */
export function createDiskFileStore(options: { folder: string }): FileStore {
  const folder = resolve(options.folder);
  const filesFolder = join(folder, 'files');
  const tmpFolder = join(folder, 'tmp');

  function pathOf(key: string): string {
    const address = parseKey(key);
    if (!address) throw new AppError('not_found');
    return join(filesFolder, address.owner, address.sha256.slice(0, 2), address.sha256);
  }

  return {
    async put(owner, source, limits) {
      const tmpPath = join(tmpFolder, randomUUID());
      try {
        checkOwner(owner);
        await mkdir(tmpFolder, { recursive: true }).catch(rethrowDiskError);
        const received = await receive(tmpPath, source, limits);
        const key = makeKey({ owner, sha256: received.sha256 });
        await moveInto(pathOf(key), tmpPath).catch(rethrowDiskError);
        return { key, ...received };
      } catch (error) {
        source.destroy();
        // A folder that fails to delete too must not hide the first error; `sweepUnfinished` comes by later.
        await rm(tmpPath, { force: true }).catch(() => undefined);
        throw error;
      }
    },
    async localPath(key) {
      const path = pathOf(key);
      await stat(path).catch(rethrowReadError);
      return path;
    },
    async open(key) {
      const file = await open(pathOf(key)).catch(rethrowReadError);
      const { size } = await file.stat();
      return { stream: file.createReadStream(), bytes: size };
    },
    async remove(key) {
      if (!parseKey(key)) return false;
      try {
        await unlink(pathOf(key));
        return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw toDiskError(error);
      }
    },
    listOlderThan: (ageMs) => listFiles(filesFolder, Date.now() - ageMs),
    sweepUnfinished: () => sweepFolder(tmpFolder, Date.now() - staleAfterMs),
  };
}

/** Renames, and makes the name last through a power cut: a rename is on the disk once its folder is. */
async function moveInto(path: string, tmpPath: string): Promise<void> {
  const parent = dirname(path);
  const madeFolders = (await mkdir(parent, { recursive: true })) !== undefined;
  await rename(tmpPath, path);
  await syncFolder(parent);
  if (!madeFolders) return;
  await syncFolder(dirname(parent));
  await syncFolder(dirname(dirname(parent)));
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders, and needs no such step.
  if (process.platform === 'win32') return;
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function sweepFolder(path: string, olderThan: number): Promise<number> {
  let removed = 0;
  const names = await readdir(path).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw toDiskError(error);
  });
  for (const name of names) {
    const entry = await stat(join(path, name)).catch(() => undefined);
    if (!entry || entry.mtimeMs >= olderThan) continue;
    await rm(join(path, name), { force: true });
    removed += 1;
  }
  return removed;
}

function rethrowReadError(error: unknown): never {
  throw isMissing(error) ? new AppError('not_found', undefined, { cause: error }) : toDiskError(error);
}
