import { createApiClient } from './api/client.ts';
import { type DataFolder, openDataFolder } from './data-folder/data-folder.ts';
import { readOwner } from './api/read-owner.ts';
import { count } from './main-job/count.ts';
import type { JobContext } from './main-job/job-context.ts';
import { runFiles } from './main-job/run-files.ts';
import { runSample } from './main-job/sample-job.ts';
import type { InputFile } from './input-files.ts';
import type { Interrupts } from './interrupts.ts';
import type { Screen } from './screen/screen.ts';
import { tellReady, tellRevoked } from './screen/tell-ready.ts';
import type { Settings } from './settings/settings.ts';
import { checkApiPort } from './stack/api-port.ts';
import { createPartKeeper, type PartKeeper } from './stack/part-keeper.ts';
import { startStack } from './stack/start-stack.ts';

export interface RunOptions {
  version: string;
  settings: Settings;
  files: readonly InputFile[];
  /** Whether a first start may try the sample. */
  sample: boolean;
  screen: Screen;
  interrupts: Interrupts;
  onReady(): void;
}

/**
 * Starts everything, shows what it does, and keeps it running until it is interrupted; then everything has ended.
 * @throws Interrupted, StartProblem or ServerStartError: it never ends by itself.
 */
export async function runStandalone(options: RunOptions): Promise<never> {
  const { settings, screen, interrupts } = options;
  const folder = await openDataFolder(settings.dataDir);
  const keeper = createPartKeeper(folder, screen);
  interrupts.onSecond = () => {
    keeper.kill();
    screen.status(undefined);
    screen.print('  Killed what had not ended.');
    process.exit(130);
  };
  interrupts.signal.addEventListener('abort', () => screen.status('  Stopping'));
  const signal = AbortSignal.any([interrupts.signal, keeper.failed]);
  try {
    return await Promise.race([serve(options, folder, keeper, signal), rejectWhenAborted(signal)]);
  } finally {
    await keeper.stop();
    await folder.release();
    screen.status(undefined);
  }
}

async function serve(options: RunOptions, folder: DataFolder, keeper: PartKeeper, signal: AbortSignal): Promise<never> {
  const { settings, screen } = options;
  const port = await checkApiPort(settings);
  tellName(screen, options.version);
  const url = await startStack({ settings, port, folder, keeper, screen, signal });
  screen.print();
  const api = createApiClient({ url, token: folder.ownerToken, signal });
  const owner = await readOwner(api);
  const { tokenFile } = folder;
  const job = await findMainJob(folder, options);
  if (job !== undefined && owner === 'revoked') tellRevoked(screen, { url, tokenFile, left: job });
  else if (job !== undefined) await runMainJob({ api, screen, signal, builtIn: settings.embedded.chat }, folder, options);
  tellReady(screen, { url, owner, tokenFile, logs: folder.folderOf('logs') });
  options.onReady();
  return rejectWhenAborted(signal);
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** What this start is to show, for people; undefined: nothing. */
async function findMainJob(folder: DataFolder, { files, sample }: RunOptions): Promise<string | undefined> {
  if (files.length > 0) return count(files.length, 'file');
  return sample && !(await folder.hasShownSample()) ? 'the sample' : undefined;
}

async function runMainJob(context: JobContext, folder: DataFolder, { files }: RunOptions): Promise<void> {
  const shown = files.length > 0 ? await runFiles(context, files) : await runSample(context);
  // Who has seen files of their own made into questions needs no sample.
  if (shown) await folder.rememberSample();
}

function tellName({ print, paint }: Screen, version: string): void {
  print();
  print(`  ${paint('bold', 'Lectern')} ${version}`);
  print();
}
