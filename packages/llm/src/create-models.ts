import type { ModelCall, Models } from '@lectern/core';
import { createClient } from './client.ts';
import { embed } from './embed.ts';
import type { CallSeries } from './make-call.ts';
import type { Endpoint, ModelsOptions } from './options.ts';
import { ping } from './ping.ts';
import { createWriteItems } from './write-items.ts';

/**
 * Models behind one OpenAI-compatible endpoint, or two where embeddings have their own.
 * Errors are ModelError, except that an aborted call throws the reason of its signal.
 */
export function createModels(options: ModelsOptions): Models {
  const embeddingEndpoint = options.embeddings ?? options;
  const chatClient = createClient(options);
  const embeddingClient = options.embeddings ? createClient(options.embeddings) : chatClient;
  const writeItems = createWriteItems(chatClient, options);

  function startSeries(endpoint: Endpoint, model: string, purpose: string, signal: AbortSignal): CallSeries {
    const calls: ModelCall[] = [];
    return { provider: endpoint.provider, model, purpose, timeoutMs: options.timeoutMs, signal, calls, onCall: options.onCall };
  }

  return {
    chatModel: options.chatModel,
    embeddingModel: options.embeddingModel,
    builtIn: options.builtIn,
    async writeItems(request, { signal }) {
      const series = startSeries(options, options.chatModel, request.purpose, signal);
      return { ...(await writeItems(request, series)), calls: series.calls };
    },
    async embed(texts, { signal }) {
      const series = startSeries(embeddingEndpoint, options.embeddingModel, 'embed', signal);
      return { vectors: await embed(embeddingClient, texts, series), calls: series.calls };
    },
    async ping({ signal }) {
      await Promise.all([...new Set([chatClient, embeddingClient])].map((client) => ping(client, signal)));
    },
  };
}
