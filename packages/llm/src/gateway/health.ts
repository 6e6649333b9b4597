import type { LimitStore } from '../limits/limit-store.ts';
import type { Route } from './route.ts';

/** How one key does with one model. */
export interface KeyHealth {
  /** `provider/key`, never the secret. */
  name: string;
  /** `refused`: 401; `exhausted`: no money left; `rate_limited`: told to wait. The last two pass by themselves. */
  state: 'ok' | 'refused' | 'exhausted' | 'rate_limited';
  /** Until it is tried again; absent where it is ok. */
  forMs?: number;
}

/** How one model at one provider does. */
export interface RouteHealth {
  use: 'chat' | 'embeddings';
  provider: string;
  model: string;
  /** As this process sees it: whether its calls fail at once after outages in a row. */
  breakerOpen: boolean;
  /** As all processes see them. */
  keys: KeyHealth[];
}

export async function readHealth(store: LimitStore, routes: readonly { use: RouteHealth['use']; route: Route }[]): Promise<RouteHealth[]> {
  const gates = new Set(routes.flatMap(({ route }) => route.keys.flatMap((key) => [key.gate, key.group])));
  const blocked = new Map((await store.readBlocked([...gates])).map((state) => [state.name, state]));
  return routes.map(({ use, route: { config, keys, breaker } }) => ({
    use,
    provider: config.provider,
    model: config.model,
    breakerOpen: !breaker.admits(),
    keys: keys.map(({ name, gate, group }) => {
      const block = blocked.get(gate) ?? blocked.get(group);
      return block ? { name, state: readState(block.reason), forMs: block.forMs } : { name, state: 'ok' };
    }),
  }));
}

function readState(reason: string): KeyHealth['state'] {
  return reason === 'refused' || reason === 'exhausted' ? reason : 'rate_limited';
}
