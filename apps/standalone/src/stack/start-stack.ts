import { createDatabase, startChroma, startPostgres } from '@lectern/embedded';
import type { DataFolder } from '../data-folder/data-folder.ts';
import type { Screen } from '../screen/screen.ts';
import type { Settings } from '../settings/settings.ts';
import { freePort } from './api-port.ts';
import { checkProvider } from './check-provider.ts';
import type { PartKeeper } from './part-keeper.ts';
import { runProgram } from './run-program.ts';
import { runServer } from './run-server.ts';
import { trackParts } from './show-parts.ts';
import { waitUntilServing } from './wait-until-serving.ts';

export interface StackOptions {
  settings: Settings;
  /** That the API shall listen on. */
  port: number;
  folder: DataFolder;
  keeper: PartKeeper;
  screen: Screen;
  signal: AbortSignal;
}

/**
 * Starts everything and resolves with the API's address when it can be used.
 * @throws StartProblem or ServerStartError with one line for people. What was started is left to the keeper to end.
 */
export async function startStack(options: StackOptions): Promise<string> {
  const { settings, port, folder, screen, signal } = options;
  const shown = trackParts(screen, settings);
  try {
    const checked = settings.embedded.chat || !settings.chat ? undefined : checkProvider(settings.chat, signal);
    const [database, vectors, model] = await Promise.all([
      shown.track('database', startDatabase(options)),
      shown.track('vectors', startVectors(options)),
      shown.track('model', startModel(options)),
    ]);
    signal.throwIfAborted();
    const variables = { ...settings.childVariables({ database, vectors, model }, folder), LECTERN_PORT: String(port) };
    const url = `http://${urlHost(settings.host)}:${port}`;
    const programs = Promise.all([runProgram(options, 'api', variables), runProgram(options, 'worker', variables)]);
    await shown.track(
      'programs',
      programs.then(() => waitUntilServing(url, settings, signal)),
    );
    const problem = await checked;
    if (problem !== undefined) shown.fail('model', problem);
    shown.complete();
    return url;
  } finally {
    shown.end();
  }
}

async function startDatabase({ settings, folder, keeper, signal }: StackOptions): Promise<string> {
  // Loads slowly, and is needed only once the server is up.
  const preparation = import('./prepare-database.ts');
  if (!settings.embedded.database) {
    const { prepareDatabase } = await preparation;
    await prepareDatabase(settings, settings.databaseUrl);
    return settings.databaseUrl;
  }
  const server = await runServer('postgres', keeper, (log, port, signal) =>
    startPostgres({ dataDir: folder.folderOf('postgres'), onLog: (line) => log.append(line), signal, ...port }),
  );
  signal.throwIfAborted();
  const url = await createDatabase(server.url, 'lectern');
  const { prepareDatabase } = await preparation;
  await prepareDatabase(settings, url);
  return url;
}

async function startVectors({ settings, folder, keeper }: StackOptions): Promise<string> {
  if (!settings.embedded.vectors) return '';
  const server = await runServer('chroma', keeper, (log, port, signal) =>
    startChroma({ dataDir: folder.folderOf('chroma'), onLog: (line) => log.append(line), signal, ...port }),
  );
  return server.url;
}

async function startModel(options: StackOptions): Promise<string> {
  const { embedded } = options.settings;
  if (!embedded.chat && !embedded.embeddings) return '';
  const port = await freePort();
  await runProgram(options, 'local-model', { LOCAL_MODEL_HOST: '127.0.0.1', LOCAL_MODEL_PORT: String(port) });
  return `http://127.0.0.1:${port}/v1`;
}

/** Who listens everywhere is reached on the loopback interface too. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
