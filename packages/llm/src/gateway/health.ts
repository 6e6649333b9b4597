import type { KeyHealth, ModelHealth, ModelUse } from '@lectern/core';
import type { LimitStore } from '../limits/limit-store.ts';
import type { Route } from './route.ts';

export async function readHealth(store: LimitStore, routes: readonly { use: ModelUse; route: Route }[]): Promise<ModelHealth[]> {
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
