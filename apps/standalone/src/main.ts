import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants } from 'node:os';
import { describeEnvError, EnvError } from '@lectern/config';
import manifest from '../package.json' with { type: 'json' };
import { help, readArguments } from './arguments.ts';
import { checkInputFiles } from './input-files.ts';
import { watchInterrupts } from './interrupts.ts';
import { runStandalone } from './run-standalone.ts';
import { createScreen } from './screen/screen.ts';
import { readEnvironment } from './settings/env.ts';
import { readSettings } from './settings/settings.ts';
import { Interrupted, problemLine } from './start-problem.ts';

const root = dirname(fileURLToPath(new URL('../../../package.json', import.meta.url)));
let ready = false;

try {
  await start();
} catch (error) {
  process.exitCode = explain(error);
}

async function start(): Promise<void> {
  const interrupts = watchInterrupts();
  const { files, sample, show } = readArguments(process.argv.slice(2));
  if (show !== undefined) {
    process.stdout.write(show === 'help' ? help : `${manifest.version}\n`);
    return;
  }
  const { variables, workingDir } = readEnvironment(root);
  const settings = readSettings(variables, root);
  const inputFiles = await checkInputFiles(files, workingDir);
  const screen = createScreen(process.stdout, variables.TERM);
  await runStandalone({
    version: manifest.version,
    settings,
    files: inputFiles,
    sample,
    screen,
    interrupts,
    onReady: () => (ready = true),
  });
}

/** Says why it ended and returns the exit code. */
function explain(error: unknown): number {
  if (error instanceof Interrupted) {
    process.stdout.write('\n  Stopped: all processes have ended, and the data is kept.\n');
    return ready ? 0 : 128 + constants.signals[error.signal];
  }
  const line = error instanceof EnvError ? describeEnvError(error) : problemLine(error);
  if (line === undefined) throw error;
  process.stderr.write(`${line}\n`);
  return 1;
}
