import type { StructuredMode } from './structured/response-format.ts';

/** Where an OpenAI-compatible API is served, for instance `https://api.openai.com/v1`. */
export interface Endpoint {
  /** The name under which its calls are recorded. */
  provider: string;
  baseUrl: string;
  apiKey: string;
}

/** A single provider with a single key, and where embeddings come from; what fits into a few variables. */
export interface ModelsOptions extends Endpoint {
  chatModel: string;
  embeddingModel: string;
  /** Where embeddings come from, when the chat provider has none. */
  embeddings?: Endpoint;
  /** True for `local-model`. */
  builtIn: boolean;
  /** Limit of one call, from request to the last byte of the answer. */
  timeoutMs: number;
  /** The best way the chat model is told to answer in JSON; one that the provider rejects is given up for the next. */
  structured: StructuredMode;
  /** Some providers know only the older `max_tokens`; OpenAI's reasoning models only the newer name, the default. */
  outputLimitField?: 'max_completion_tokens' | 'max_tokens';
}
