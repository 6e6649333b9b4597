import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestFolder {
  path: string;
  /** Removes it with everything in it. */
  close: () => Promise<void>;
}

/** An empty folder, of mode 700. */
export async function createTestFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'lectern-test-'));
  return { path, close: () => rm(path, { recursive: true, force: true }) };
}
