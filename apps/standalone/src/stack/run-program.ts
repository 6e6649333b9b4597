import type { EnvSource } from '@lectern/config';
import type { DataFolder } from '../data-folder/data-folder.ts';
import { startChild } from '../processes/start-child.ts';
import type { PartKeeper } from './part-keeper.ts';
import { partTitles } from './parts.ts';

const entries = {
  api: new URL('../../../api/src/main.ts', import.meta.url),
  worker: new URL('../../../worker/src/main.ts', import.meta.url),
  'local-model': new URL('../../../../packages/local-model/src/main.ts', import.meta.url),
};
/** From SIGTERM to SIGKILL: a little more than each allows itself. */
const graceMs = { api: 12_000, worker: 15_000, 'local-model': 3_000 };

/** Runs one of our programs with these variables, and no others, as its environment. Resolves when it is ready. */
export function runProgram(
  { folder, keeper }: { folder: DataFolder; keeper: PartKeeper },
  name: keyof typeof entries,
  variables: EnvSource,
): Promise<void> {
  const program = {
    title: partTitles[name],
    entry: entries[name],
    variables,
    claimDir: folder.folderOf(`run/${name}`),
    graceMs: graceMs[name],
  };
  return keeper.run(name, (log, signal) => startChild({ ...program, log }, signal));
}
