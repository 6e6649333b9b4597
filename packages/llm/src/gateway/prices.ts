import type { Models } from '@lectern/core';
import type { GatewayConfig } from '../config/gateway-config.ts';

/** What calls cost by the prices of the configuration, in whole microdollars, rounded up. */
export function createPriceList({ chat, embeddings }: Pick<GatewayConfig, 'chat' | 'embeddings'>): Pick<Models, 'priceOf' | 'quote'> {
  const routes = { chat, embeddings };
  const prices = new Map([...chat, ...embeddings].map(({ provider, model, price }) => [`${provider}/${model}`, price]));
  return {
    priceOf({ provider, model, inputTokens, cachedTokens, outputTokens }) {
      const price = prices.get(`${provider}/${model}`);
      if (!price) return 0;
      return Math.ceil((inputTokens - cachedTokens) * price.input + cachedTokens * price.cachedInput + outputTokens * price.output);
    },
    quote(use, { inputTokens, outputTokens }) {
      // Caches may miss, and any of the routes may have to serve.
      const costs = routes[use].map(({ price }) => (price ? inputTokens * price.input + outputTokens * price.output : 0));
      return Math.ceil(Math.max(...costs));
    },
  };
}
