import { randomUUID } from 'node:crypto';
import { chown, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../process/folders.ts';
import { startGuardedProgram } from '../process/server-process.ts';
import { ServerStartError } from '../server-start-error.ts';
import { explainPostgres } from './explain.ts';
import type { PostgresHome } from './home.ts';

interface CreateOptions {
  durable: boolean;
  signal: AbortSignal | undefined;
}

const DRAFT = 'draft-';
const LIMIT_MS = 120_000;

/** Makes the database cluster of a home unless there is one. A start that is killed meanwhile leaves only a draft. */
export async function createClusterOnce(home: PostgresHome, initdb: string, options: CreateOptions): Promise<void> {
  await removeDrafts(home.folder);
  if (await exists(home.cluster)) return;
  if (home.created) {
    throw new ServerStartError(
      `The database that should be in ${home.cluster} is gone: restore it, or remove the data folder to begin anew.`,
    );
  }
  const draft = join(home.folder, `${DRAFT}${randomUUID()}`);
  const passwordFile = `${draft}.password`;
  await writeFile(passwordFile, home.password, { mode: 0o600 });
  if (home.account !== undefined) await chown(passwordFile, home.account.uid, home.account.gid);
  try {
    await runInitdb(home, initdb, [`--pgdata=${draft}`, `--pwfile=${passwordFile}`], options);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, home.cluster);
}

async function runInitdb(home: PostgresHome, command: string, args: string[], options: CreateOptions): Promise<void> {
  const run = startGuardedProgram({
    command,
    // The builtin provider: sorts and folds alike on every machine, so that a moved folder keeps its indexes valid.
    args: [
      ...args,
      '--username=postgres',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(options.durable ? [] : ['--no-sync']),
    ],
    env: {},
    cwd: home.folder,
    account: home.account,
    stopSignal: 'SIGTERM',
    graceMs: 5_000,
  });
  const limit = AbortSignal.timeout(LIMIT_MS);
  const end = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  end.addEventListener('abort', () => void run.stop(), { once: true });
  if (end.aborted) await run.stop();
  const { code } = await run.exited;
  options.signal?.throwIfAborted();
  if (code !== 0) throw new ServerStartError(explainPostgres(run.lastLines(), home.folder));
}

async function removeDrafts(folder: string): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => name.startsWith(DRAFT));
  // One may still be written to by the initdb of a run that was killed with its guards: the next start removes that.
  await Promise.allSettled(drafts.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
