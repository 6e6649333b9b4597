import type { Log, ModelCall, ModelCallOptions, Models } from '@lectern/core';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { embed } from '../embed.ts';
import type { LimitStore } from '../limits/limit-store.ts';
import type { CallSeries } from '../make-call.ts';
import { ping } from '../ping.ts';
import { createWriteItems } from '../write-items.ts';
import { writeWithMissing } from '../write-missing.ts';
import { readHealth } from './health.ts';
import { createPool } from './pool.ts';
import { createPriceList } from './prices.ts';
import { createRoute, type Route } from './route.ts';

export interface GatewayOptions {
  log?: Log;
}

/**
 * Models behind any number of providers and keys. It keeps to the limits of the configuration over all processes that share
 * the store, spreads calls over the keys and goes on with the next provider when one is down. The store stays the caller's
 * to close. Errors are ModelError, except that an aborted call throws the reason of its signal.
 */
export function createGateway(config: GatewayConfig, store: LimitStore, { log }: GatewayOptions = {}): Models {
  const chat = config.chat.map(createRoute);
  const embeddings = config.embeddings.map(createRoute);
  const writeItems = createWriteItems(createPool(chat, { store, log }), log);
  const embedAnywhere = createPool(embeddings, { store, log });
  const [{ model: chatModel, capabilities }] = config.chat;

  function startSeries(purpose: string, { signal, onCall = () => undefined }: ModelCallOptions): CallSeries {
    const calls: ModelCall[] = [];
    return { purpose, timeoutMs: config.timeoutMs, signal, calls, onCall };
  }

  return {
    chatModel,
    embeddingModel: config.embeddings[0].model,
    builtIn: capabilities.builtIn,
    monthlyBudget: config.monthlyBudget,
    async writeItems(request, options) {
      const series = startSeries(request.purpose, options);
      const { items, invalid } = await writeWithMissing(writeItems, request, series);
      return { items, invalid, calls: series.calls };
    },
    async embed(texts, options) {
      const series = startSeries('embed', options);
      return { vectors: await embed(embedAnywhere, texts, series), calls: series.calls };
    },
    async ping({ signal }) {
      await Promise.all([pingAny(chat, signal), pingAny(embeddings, signal)]);
    },
    health: () =>
      readHealth(store, [
        ...chat.map((route) => ({ use: 'chat' as const, route })),
        ...embeddings.map((route) => ({ use: 'embeddings' as const, route })),
      ]),
    ...createPriceList(config),
  };
}

/** One provider that answers is enough. Error: the first one's, the others being stand-ins. */
async function pingAny(routes: readonly Route[], signal: AbortSignal): Promise<void> {
  const clients = routes.flatMap(({ keys }) => keys.slice(0, 1).map(({ client }) => client));
  const results = await Promise.allSettled(clients.map((client) => ping(client, signal)));
  const [first] = results;
  if (first?.status === 'rejected' && results.every(({ status }) => status === 'rejected')) throw first.reason;
}
