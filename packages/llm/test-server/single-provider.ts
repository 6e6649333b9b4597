import { randomUUID } from 'node:crypto';
import type { Models } from '@lectern/core';
import { createTestDatabase } from '@lectern/testing';
import type { GatewayConfig, RouteConfig } from '../src/config/gateway-config.ts';
import { readGatewayConfig } from '../src/config/load-gateway-config.ts';
import { createGateway, type GatewayOptions } from '../src/gateway/create-gateway.ts';
import { createLimitStore } from '../src/limits/create-limit-store.ts';
import type { ModelsOptions } from '../src/options.ts';

/** Gateways for one provider, on a database of the test file's own. */
export interface SingleProvider {
  /** Each starts without a past: no key is set aside, no breaker is open. */
  gateway(options: ModelsOptions & GatewayOptions): Models;
  close(): Promise<void>;
}

export async function openSingleProvider(): Promise<SingleProvider> {
  const database = await createTestDatabase();
  const store = createLimitStore(database.queue('postgres'), () => undefined);
  return {
    gateway: (options) => createGateway(withoutPast(readGatewayConfig(options)), store, options),
    async close() {
      await store.close();
      await database.close();
    },
  };
}

function withoutPast({ chat, embeddings, ...config }: GatewayConfig): GatewayConfig {
  const afresh = (route: RouteConfig): RouteConfig => ({
    ...route,
    keys: route.keys.map((key) => ({ ...key, gate: randomUUID(), group: randomUUID() })),
  });
  return { ...config, chat: [afresh(chat[0])], embeddings: [afresh(embeddings[0])] };
}
