import { glob, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeKey, parseKey } from './keys.ts';

/** Keys of the files below `folder` (`<owner>/<aa>/<sha256>`) that were written before a moment, in milliseconds since 1970. */
export async function* listFiles(folder: string, writtenBefore: number): AsyncGenerator<string> {
  for await (const path of glob('*/*/*', { cwd: folder })) {
    const owner = path.split(/[\\/]/u)[0] ?? '';
    const key = makeKey({ owner, sha256: basename(path) });
    const found = await stat(join(folder, path)).catch(() => undefined);
    if (found && found.mtimeMs < writtenBefore && parseKey(key)) yield key;
  }
}
