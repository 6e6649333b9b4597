import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';

/** Absolute path of the first of these programs that is found in one of the folders. */
export async function findProgram(names: readonly string[], path: readonly string[]): Promise<string | undefined> {
  for (const file of names.flatMap((name) => path.map((folder) => join(folder, name)))) {
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}
