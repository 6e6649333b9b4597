import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimFolder } from '../process/folder-claim.ts';
import type { FolderClaim } from '../process/folder-claim.ts';
import { choosePort, portProblem } from '../process/ports.ts';
import { startGuardedProgram } from '../process/server-process.ts';
import type { ServerProcess } from '../process/server-process.ts';
import { waitUntilReady } from '../process/wait-until-ready.ts';
import { ServerStartError } from '../server-start-error.ts';
import type { EmbeddedServer, ServerOptions } from '../server.ts';
import { providePostgresBinaries } from './binaries.ts';
import { createClusterOnce } from './create-cluster.ts';
import { checkConnection } from './databases.ts';
import { explainPostgres, isFormerServerEnding, portRefusal } from './explain.ts';
import { providePostgresHome } from './home.ts';
import type { PostgresHome } from './home.ts';
import { endLeftOverServer, readyPid } from './left-over.ts';
import { serverArguments } from './server-arguments.ts';
import { confirmCreated } from './settings.ts';

export interface PostgresOptions extends ServerOptions {
  /** False trades safety in a power cut for speed: for tests only. Default true. */
  durable?: boolean;
}

/** For root, whose programs and data the user that Postgres then runs as may be unable to reach where they are. */
const SHARED_FOLDER = '/var/lib/lectern';
const START_LIMIT_MS = 60_000;
const STOP_GRACE_MS = 20_000;
const ATTEMPTS = 10;
const ATTEMPT_INTERVAL_MS = 300;

/**
 * Starts the Postgres server that npm ships, on 127.0.0.1, with the superuser `postgres` and a random password; makes
 * the database cluster first where there is none, and ends what a killed run left behind. The `url` names the database
 * `postgres`; see `createDatabase` for others.
 *
 * The data is in `dataDir/postgres`. Started by root it runs as the user `postgres` or `nobody`, and where that user
 * cannot enter `dataDir` the data is in /var/lib/lectern; `dataDir/postgres.json` says where, and holds the password.
 *
 * The server does not outlive this process, whichever way that ends, and does not notice Ctrl-C in the terminal.
 * @throws ServerStartError with one line for people.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedServer> {
  const dataDir = resolve(options.dataDir);
  const claim = await claimFolder(dataDir, { passable: process.getuid?.() === 0 });
  try {
    const onLog = options.onLog ?? (() => undefined);
    const home = await providePostgresHome(dataDir, SHARED_FOLDER, onLog);
    const binaries = await providePostgresBinaries(home.account, SHARED_FOLDER);
    await endLeftOverServer(home.cluster);
    await createClusterOnce(home, binaries.initdb, { durable: options.durable ?? true, signal: options.signal });
    await confirmCreated(dataDir);
    return await launch(home, binaries.postgres, claim, options);
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function launch(home: PostgresHome, command: string, claim: FolderClaim, options: PostgresOptions): Promise<EmbeddedServer> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort('Postgres', options.port);
    const server = spawnServer(home, command, port, options);
    await claim.recordServer(server.pid);
    try {
      return await serve(home, server, port, claim, options);
    } catch (error) {
      const refusal = portRefusal(server.lastLines());
      if (refusal && options.port !== undefined) throw new ServerStartError(portProblem('Postgres', port, refusal));
      const passing = refusal !== undefined || isFormerServerEnding(server.lastLines());
      if (!passing || attempt === ATTEMPTS) throw error;
      await sleep(ATTEMPT_INTERVAL_MS);
    }
  }
}

function spawnServer(home: PostgresHome, command: string, port: number, options: PostgresOptions): ServerProcess {
  return startGuardedProgram(
    {
      command,
      args: serverArguments({ cluster: home.cluster, port, durable: options.durable ?? true }),
      env: {},
      cwd: home.folder,
      account: home.account,
      // "Fast" shutdown: ends sessions instead of waiting for them.
      stopSignal: 'SIGINT',
      graceMs: STOP_GRACE_MS,
    },
    options.onLog,
  );
}

async function serve(
  home: PostgresHome,
  server: ServerProcess,
  port: number,
  claim: FolderClaim,
  options: PostgresOptions,
): Promise<EmbeddedServer> {
  const url = `postgres://postgres:${home.password}@127.0.0.1:${port}/postgres`;
  const pid = await waitUntilReady(server, {
    name: 'Postgres',
    probe: () => probe(home, url),
    explain: (lastLines) => explainPostgres(lastLines, home.folder),
    timeoutMs: options.startTimeoutMs ?? START_LIMIT_MS,
    signal: options.signal,
  });
  const exited = claim.releaseAfter(server.exited);
  return { url, port, pid, dataPath: home.folder, exited, stop: server.stop };
}

async function probe(home: PostgresHome, url: string): Promise<number | undefined> {
  const pid = await readyPid(home.cluster);
  if (pid === undefined) return undefined;
  try {
    await checkConnection(url);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServerStartError(`Postgres in ${home.folder} does not let us in (${reason}): restore its postgres.json.`, { cause: error });
  }
  return pid;
}
