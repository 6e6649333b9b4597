import { setTimeout as sleep } from 'node:timers/promises';
import { Readyz } from '@lectern/contract';
import type { Settings } from '../settings/settings.ts';
import { StartProblem } from '../start-problem.ts';

const limitMs = 20_000;
const pauseMs = 50;
const lookLimitMs = 5_000;

/**
 * Waits until the API says that it and all it needs can be used.
 * @throws StartProblem that names what cannot.
 */
export async function waitUntilServing(url: string, settings: Settings, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const missing = await findMissing(url, settings, signal);
    if (missing === undefined) return;
    signal.throwIfAborted();
    if (performance.now() > deadline) throw new StartProblem(`Lectern is not ready: ${missing}.`);
    await sleep(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** What is missing, or undefined when it is ready. */
async function findMissing(url: string, settings: Settings, signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.any([signal, AbortSignal.timeout(lookLimitMs)]) });
    const { status, parts } = Readyz.parse(await response.json());
    if (status === 'ready') return undefined;
    const titles = titlesOf(settings);
    const names = ['database', 'queue', 'vectors'] as const;
    return names
      .filter((name) => parts[name].state === 'down')
      .map((name) => `${titles[name]} does not answer`)
      .join(', ');
  } catch {
    return 'the API does not answer';
  }
}

function titlesOf({ embedded, hosts }: Settings) {
  return {
    database: embedded.database ? 'the database' : `the database at ${hosts.database} (DATABASE_URL)`,
    queue: hosts.redis === undefined ? 'the queue' : `the queue at ${hosts.redis} (REDIS_URL)`,
    vectors: embedded.vectors ? 'the search index' : `the search index at ${hosts.vectors} (CHROMA_URL)`,
  };
}
