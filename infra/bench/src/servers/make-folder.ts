import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty folder that is removed with the stack. */
export async function makeFolder(cleanups: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-bench-'));
  cleanups.defer(() => rm(folder, { recursive: true, force: true }));
  // Run by root the database is another user, who has to get in.
  await chmod(folder, 0o711);
  return folder;
}
