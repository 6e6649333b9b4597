import { type FaultProxy, type RequestRecord, rateLimited, type Script } from '@lectern/testing/fault-proxy';
import { forkProgram } from '../servers/fork-program.ts';
import { writeProvidersFile } from '../servers/write-providers-file.ts';
import { timed } from '../timed.ts';
import { type Share, ShareOutcome } from './share.ts';

export const load = {
  calls: 300,
  keys: Array.from({ length: 14 }, (_, index) => `key-${index + 1}`),
  requestsPerMinute: 10,
  latency: { meanMs: 2_000, jitterMs: 500, of: 'call' },
  processes: 2,
  /** Of each process: twice what a worker has by default, so that the last 20 calls need not wait for each other. */
  slots: 16,
} as const;

/**
 * Half of the keys are told to stay away, again and again, until their second minute's budget has met it as well: what a
 * group used up in vain comes back only after a minute.
 */
export const storm = { keys: new Set(load.keys.slice(0, 7)), lastsMs: 75_000, fault: rateLimited({ 'retry-after': '15' }) };

export interface CallsMade {
  seconds: number;
  outcomes: ShareOutcome[];
  /** Every request that reached the provider. */
  records: RequestRecord[];
}

interface Place {
  store: Share['store'];
  proxy: FaultProxy;
  folder: string;
}

/** All the calls, by several processes that share one store; `name` keeps this run's windows apart from another's. */
export async function makeCalls(name: string, { store, proxy, folder }: Place, stormy: boolean): Promise<CallsMade> {
  const { keys, requestsPerMinute, calls, processes, slots } = load;
  const providersFile = await writeProvidersFile(folder, { name, baseUrl: proxy.url, keys, requestsPerMinute });
  await using programs = new AsyncDisposableStack();
  const count = calls / processes;
  const members = Array.from({ length: processes }, (_, index) => {
    const share: Share = { store, providersFile, first: 1 + index * count, count, slots };
    return programs.adopt(forkProgram(entry, { args: [JSON.stringify(share)] }), (program) => program.stop());
  });
  await Promise.all(members.map((member) => member.hear()));
  proxy.records.length = 0;
  proxy.setScript(stormy ? toStorm(Date.now()) : [{ latency: load.latency }]);
  const { result, seconds } = await timed(async () => {
    for (const member of members) member.tell('go');
    return Promise.all(members.map((member) => member.hear()));
  });
  return { seconds, outcomes: result.map((outcome) => ShareOutcome.parse(outcome)), records: [...proxy.records] };
}

const entry = new URL('./gateway-process.ts', import.meta.url);

function toStorm(startedAt: number): Script {
  return ({ key = '', at }) => (storm.keys.has(key) && at < startedAt + storm.lastsMs ? { fault: storm.fault } : { latency: load.latency });
}
