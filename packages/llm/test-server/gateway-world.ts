import { type FaultProxy, type Rule, startFaultProxy } from '@lectern/testing/fault-proxy';
import { z } from 'zod';
import type { GatewayConfig, KeyConfig, RouteConfig } from '../src/config/gateway-config.ts';
import type { Limits } from '../src/limits/limit-store.ts';
import { type Provider, sendChat, startProvider } from './start-provider.ts';

/** A provider whose requests can be made to fail. */
export interface FlakyProvider {
  proxy: FaultProxy;
  provider: Provider;
  /** How often each key was used. */
  counts(): Record<string, number>;
  close(): Promise<void>;
}

export async function startFlakyProvider(rules: readonly Rule[] = []): Promise<FlakyProvider> {
  const provider = await startProvider();
  provider.answer = sendChat(JSON.stringify({ items: [{ statement: 'Water rises.' }] }));
  const proxy = await startFaultProxy({ upstream: provider.url, script: rules });
  return {
    proxy,
    provider,
    counts() {
      const counts: Record<string, number> = {};
      for (const { key = '' } of proxy.records) counts[key] = (counts[key] ?? 0) + 1;
      return counts;
    },
    async close() {
      await proxy.close();
      await provider.close();
    },
  };
}

let routes = 0;

interface RouteOptions {
  limits?: Limits;
  /** All keys share it; without it each is alone. */
  group?: string;
  capabilities?: Partial<RouteConfig['capabilities']>;
  price?: RouteConfig['price'];
}

/** A route that shares its name, and so its windows, with no other. */
export function toRoute(
  baseUrl: string,
  keys: readonly string[],
  { limits = {}, group, capabilities, price }: RouteOptions = {},
): RouteConfig {
  const provider = `provider-${(routes += 1)}`;
  const toKey = (secret: string): KeyConfig => ({
    name: `${provider}/${secret}`,
    secret,
    gate: `${provider}/key/${secret}`,
    group: `${provider}/group/${group ?? secret}`,
    limits,
  });
  return {
    provider,
    baseUrl,
    model: 'chat-1',
    capabilities: {
      structured: 'json_schema',
      embeddings: true,
      rateHeaders: true,
      outputLimitField: 'max_tokens',
      builtIn: false,
      ...capabilities,
    },
    keys: keys.map(toKey),
    price,
  };
}

export function toConfig(first: RouteConfig, ...others: RouteConfig[]): GatewayConfig {
  return { chat: [first, ...others], embeddings: [first, ...others], timeoutMs: 2_000, monthlyBudget: null };
}

export const request = {
  purpose: 'state_facts',
  system: 'You state facts.',
  user: 'The text.',
  item: z.object({ statement: z.string() }),
  maxOutputTokens: 100,
};
