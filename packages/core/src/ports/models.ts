import type { z } from 'zod';

export interface ModelUsage {
  inputTokens: number;
  outputTokens: number;
}

/** One call as it is to be written into `llm_calls`. */
export interface ModelCall {
  provider: string;
  model: string;
  purpose: string;
  outcome: 'ok' | 'salvaged' | 'error';
  errorCode: string | undefined;
  inputTokens: number;
  outputTokens: number;
  latencyMs: number;
}

export interface StructuredRequest<Item> {
  /** Names the task in logs and as the schema's name, for instance `write_questions`. */
  purpose: string;
  system: string;
  user: string;
  /** The answer is `{ items: Item[] }`. */
  item: z.ZodType<Item>;
  maxOutputTokens: number;
}

export interface StructuredAnswer<Item> {
  /** Only items that passed the schema. */
  items: Item[];
  /** Items the model sent that did not pass. */
  invalid: number;
  calls: ModelCall[];
}

/**
 * A language model behind an OpenAI-compatible endpoint.
 * Errors: `model_unavailable`, `model_rate_limited` (with `retryAfterMs`), `model_rejected`, `model_unusable_output`.
 * Each error carries the calls made so far, so that failed calls are recorded too.
 */
export interface Models {
  readonly chatModel: string;
  readonly embeddingModel: string;
  /** True for `local-model`: nothing it says is by an AI. */
  readonly builtIn: boolean;
  writeItems<Item>(request: StructuredRequest<Item>, options: { signal: AbortSignal }): Promise<StructuredAnswer<Item>>;
  /** One vector per text, in order; splits into batches itself. */
  embed(texts: readonly string[], options: { signal: AbortSignal }): Promise<{ vectors: number[][]; calls: ModelCall[] }>;
  ping(options: { signal: AbortSignal }): Promise<void>;
}
