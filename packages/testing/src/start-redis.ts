import { connect } from 'node:net';
import { choosePort, startGuardedProgram } from '@lectern/embedded';
import type { TestEnv } from './env.ts';
import { findProgram } from './find-program.ts';
import { installRedis } from './install-redis.ts';
import type { TestRedis } from './test-servers.ts';
import { waitFor } from './wait-for.ts';

export interface RunningRedis extends TestRedis {
  stop: () => Promise<void>;
}

/** Enough for every database of a run to have one of its own. */
const DATABASES = 1024;
/** What a server has whose settings nobody touched. */
const DEFAULT_DATABASES = 16;
const PROGRAMS = ['redis-server', 'valkey-server'];
const HOW = 'install redis-server or set REDIS_TEST_URL';

/**
 * The Redis of a test run: the one that is named, else one of our own that keeps its data in `folder` and writes none.
 * @returns undefined, having said so in one line, where no server program is found.
 * @throws Error when it does not answer, and under CI when there is none.
 */
export async function provideRedis(env: TestEnv, folder: string, print: (line: string) => void): Promise<RunningRedis | undefined> {
  if (env.redisTestUrl !== undefined) {
    await waitForPong(env.redisTestUrl);
    return { url: env.redisTestUrl, databases: DEFAULT_DATABASES, stop: async () => undefined };
  }
  const program = await findServer(env);
  if (program !== undefined) return startRedis(program, folder);
  print(`Redis lane skipped: no Redis server on this machine (${HOW}).`);
  return undefined;
}

async function findServer(env: TestEnv): Promise<string | undefined> {
  const program = await findProgram(PROGRAMS, env.path);
  if (program !== undefined || !env.ci) return program;
  await installRedis(env.path);
  const installed = await findProgram(PROGRAMS, env.path);
  if (installed === undefined) throw new Error(`There is no Redis server, which CI needs: ${HOW}.`);
  return installed;
}

async function startRedis(command: string, folder: string): Promise<RunningRedis> {
  const port = await choosePort('Redis', undefined);
  const options = { port, bind: '127.0.0.1', databases: DATABASES, save: '', appendonly: 'no', dir: folder };
  const server = startGuardedProgram({
    command,
    args: Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
    env: {},
    cwd: folder,
    stopSignal: 'SIGTERM',
    graceMs: 5_000,
  });
  const url = `redis://127.0.0.1:${port}`;
  try {
    await waitForPong(url);
  } catch (error) {
    await server.stop();
    throw new Error(`Redis did not start: ${server.lastLines().at(-1)}`, { cause: error });
  }
  return { url, databases: DATABASES, stop: server.stop };
}

async function waitForPong(url: string): Promise<void> {
  await waitFor(() => ping(new URL(url)), { timeoutMs: 10_000, intervalMs: 25 });
}

/** Any answer will do: a server that asks for a password is up. */
function ping({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 6379), timeout: 1_000 });
    const finish = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', () => finish(true));
    socket.on('error', () => finish(false));
    socket.on('timeout', () => finish(false));
  });
}
