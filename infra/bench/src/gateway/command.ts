import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrate } from '@lectern/db';
import { createDatabase, startPostgres } from '@lectern/embedded';
import { mostInWindow } from '@lectern/testing/fault-proxy';
import { chooseFrom, type Command } from '../command.ts';
import { allOf, atMost, type Figure, figuresOf, withoutTarget } from '../report.ts';
import { makeFolder } from '../servers/make-folder.ts';
import { startModelBehindProxy } from '../servers/start-model.ts';
import { startRedis } from '../servers/start-redis.ts';
import { type CallsMade, load, makeCalls, storm } from './make-calls.ts';
import type { Share } from './share.ts';

const backends = ['redis', 'postgres'] as const;
type Backend = (typeof backends)[number];
const windowMs = 60_000;

/** How well the gateway uses many keys, and whether it keeps to their limits. */
export const gateway: Command = {
  help: `gateway [--backend redis|postgres]
    ${load.calls} calls over ${load.keys.length} keys of ${load.requestsPerMinute} requests a minute each, by ${load.processes} processes with ${load.slots} calls at once that
    share the limits in Redis, then in Postgres; the same again while half of the keys answer 429 for ${storm.lastsMs / 1_000} s.
    The built-in model takes 2 s +- 0.5 s for each call. About 5 minutes for each backend.`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { backend: { type: 'string' } } });
    const figures: Figure[] = [];
    for (const backend of chooseFrom('--backend', backends, values.backend)) {
      figures.push(...(await figuresOf(`limits in ${backend}`, () => measureBackend(backend))));
    }
    return figures;
  },
};

async function measureBackend(backend: Backend): Promise<Figure[]> {
  await using cleanups = new AsyncDisposableStack();
  const folder = await makeFolder(cleanups);
  const store = await startStore(backend, folder, cleanups);
  const proxy = cleanups.adopt(await startModelBehindProxy(), (server) => server.close());
  const calm = await makeCalls('calm', { store, proxy, folder }, false);
  console.log(`${backend}: ${load.calls} calls took ${calm.seconds.toFixed(1)} s; now with a storm`);
  const figures = [...describeThroughput(backend, calm), ...describeCalls(backend, calm)];
  const stormy = await makeCalls('stormy', { store, proxy, folder }, true);
  return [...figures, ...describeStorm(`${backend}, 429 storm`, stormy)];
}

async function startStore(backend: Backend, folder: string, cleanups: AsyncDisposableStack): Promise<Share['store']> {
  if (backend === 'redis') return { backend, url: await startRedis(folder, cleanups), prefix: 'bench' };
  const server = cleanups.adopt(await startPostgres({ dataDir: join(folder, 'postgres') }), ({ stop }) => stop());
  const url = await createDatabase(server.url, 'lectern');
  await migrate(url);
  return { backend, url };
}

/**
 * No schedule is faster: of 300 calls 140 can start at once, which uses up all that 14 keys may do in a minute, 140 when that
 * minute is over, and the last 20 after another one; and then those take as long as a call takes.
 */
function leastSeconds(): number {
  const perMinute = load.keys.length * load.requestsPerMinute;
  const fullMinutes = Math.ceil(load.calls / perMinute) - 1;
  return (fullMinutes * windowMs + load.latency.meanMs) / 1_000;
}

function describeThroughput(backend: Backend, { seconds }: CallsMade): Figure[] {
  const least = leastSeconds();
  return [
    atMost(`${backend}: ${load.calls} calls over ${load.keys.length} keys`, seconds, least / 0.95, { unit: ' s', digits: 1 }),
    withoutTarget(`${backend}: of the throughput that is possible (${least} s)`, `${((least / seconds) * 100).toFixed(1)} %`),
  ];
}

function describeStorm(run: string, made: CallsMade): Figure[] {
  const refused = made.records.filter(({ status }) => status === 429).length;
  return [
    ...describeCalls(run, made),
    withoutTarget(`${run}: requests that met it`, `${refused}`),
    withoutTarget(`${run}: the whole`, `${made.seconds.toFixed(1)} s`),
  ];
}

/** Nothing is lost, nothing is paid for twice, and no key is asked more than it may be. */
function describeCalls(run: string, { outcomes, records }: CallsMade): Figure[] {
  const answered = outcomes.reduce((sum, outcome) => sum + outcome.answered, 0);
  for (const failure of outcomes.flatMap(({ failures }) => failures)) console.error(`${run}: lost: ${failure}`);
  const served = records.filter(({ status }) => status === 200).length;
  const busiest = Math.max(
    ...load.keys.map((key) =>
      mostInWindow(
        records.filter((record) => record.key === key),
        windowMs,
      ),
    ),
  );
  return [
    allOf(`${run}: calls answered`, answered, load.calls),
    allOf(`${run}: answers that the provider gave`, served, load.calls),
    atMost(`${run}: most requests of a key in any 60 s`, busiest, load.requestsPerMinute),
  ];
}
