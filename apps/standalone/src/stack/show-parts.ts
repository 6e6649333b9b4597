import type { Screen } from '../screen/screen.ts';
import type { Step } from '../screen/step.ts';
import type { Settings } from '../settings/settings.ts';

type Shown = 'database' | 'vectors' | 'model' | 'programs';

/** Shows what is being started. */
export interface PartsShown {
  /** Marks a part as done when its promise resolves, unless it is not ours: then nobody has talked to it yet. Passes that on. */
  track<Result>(part: Shown, start: Promise<Result>): Promise<Result>;
  /** A part that is not ours does not work; `reason` says why. */
  fail(part: Shown, reason: string): void;
  /** All other parts are known to work. */
  complete(): void;
  end(): void;
}

export function trackParts(screen: Screen, settings: Settings): PartsShown {
  const list = screen.steps();
  const steps = describe(settings);
  const ours: Record<Shown, boolean> = { ...settings.embedded, model: settings.embedded.chat, programs: true };
  const change = (part: Shown, step: Partial<Step>) => {
    steps[part] = { ...steps[part], ...step };
    list.show(Object.values(steps));
  };
  return {
    async track(part, start) {
      const startedAt = performance.now();
      change(part, { state: 'running' });
      const result = await start;
      if (ours[part]) change(part, { state: 'done', seconds: (performance.now() - startedAt) / 1_000 });
      return result;
    },
    fail: (part, reason) => change(part, { state: 'failed', note: `${steps[part].note ?? ''}: ${reason}` }),
    complete() {
      for (const part of Object.keys(steps) as Shown[]) if (steps[part].state !== 'failed') change(part, { state: 'done' });
    },
    end: () => list.end(),
  };
}

function describe({ embedded, hosts, chat }: Settings): Record<Shown, Step> {
  const database = embedded.database ? 'embedded Postgres' : hosts.database;
  const queue = hosts.redis === undefined ? 'queue in the database' : `queue on Redis at ${hosts.redis}`;
  const model = embedded.chat ? 'built in, no AI' : chat ? `${chat.model} at ${hosts.models}` : `as ${hosts.models} says`;
  const embeddings = embedded.embeddings && !embedded.chat ? ', built-in embeddings' : '';
  return {
    database: { label: 'Database', state: 'waiting', note: database },
    vectors: { label: 'Search index', state: 'waiting', note: embedded.vectors ? 'embedded Chroma' : hosts.vectors },
    model: { label: 'Model', state: 'waiting', note: `${model}${embeddings}` },
    programs: { label: 'API and worker', state: 'waiting', note: queue },
  };
}
