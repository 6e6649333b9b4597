import type { z } from 'zod';

export interface ModelUsage {
  inputTokens: number;
  /** Of the input tokens, those that the provider had in its cache. */
  cachedTokens: number;
  outputTokens: number;
}

/** One call as it is to be written into `llm_calls`. */
export interface ModelCall extends ModelUsage {
  provider: string;
  model: string;
  purpose: string;
  outcome: 'ok' | 'salvaged' | 'error';
  errorCode: string | undefined;
  /** Valid items of an answer that was not valid as a whole; 0 for one that was. */
  salvagedItems: number;
  /** Items that did not pass the schema, and the one in which the answer broke off. */
  lostItems: number;
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
  /**
   * What to ask, once, when items of an answer were lost or it broke off, and fewer than `count` came: `message` takes the
   * place of `user`. What comes is appended, up to `count` in all. An answer that is merely short is left as it is.
   */
  again?: { count: number; message(kept: readonly Item[]): string };
}

export interface StructuredAnswer<Item> {
  /** Only items that passed the schema. */
  items: Item[];
  /** Items the model sent that did not pass. */
  invalid: number;
  calls: ModelCall[];
}

export interface ModelCallOptions {
  signal: AbortSignal;
  /** Sees every call as it ends: also those of a request that is aborted, whose error carries none. */
  onCall?: (call: ModelCall) => void;
}

export type ModelUse = 'chat' | 'embeddings';

/** How one key does with one model. */
export interface KeyHealth {
  /** `provider/key`, never the secret. */
  name: string;
  /** `refused`: 401; `exhausted`: no money left; `rate_limited`: told to wait. All are tried again in `forMs`. */
  state: 'ok' | 'refused' | 'exhausted' | 'rate_limited';
  /** Until it is tried again; absent where it is ok. */
  forMs?: number;
}

/** How one model at one provider does. */
export interface ModelHealth {
  use: ModelUse;
  provider: string;
  model: string;
  /** As this process sees it: whether its calls fail at once after outages in a row. */
  breakerOpen: boolean;
  /** As all processes see them. */
  keys: KeyHealth[];
}

/**
 * Language models behind OpenAI-compatible endpoints.
 * Errors: `model_unavailable` (with `retryAfterMs` only where breakers are open, so that nobody was asked),
 * `model_rate_limited` (with `retryAfterMs`), `model_rejected`, `model_unusable_output`; an aborted request throws the
 * reason of its signal. Each of these errors carries the calls made so far, so that failed calls are recorded too.
 */
export interface Models {
  readonly chatModel: string;
  readonly embeddingModel: string;
  /** True for `local-model`: nothing it says is by an AI. */
  readonly builtIn: boolean;
  /** Microdollars that each payer may spend in a month (UTC); null: as many as they like. */
  readonly monthlyBudget: number | null;
  writeItems<Item>(request: StructuredRequest<Item>, options: ModelCallOptions): Promise<StructuredAnswer<Item>>;
  /** One vector per text, in order; splits into batches itself. */
  embed(texts: readonly string[], options: ModelCallOptions): Promise<{ vectors: number[][]; calls: ModelCall[] }>;
  ping(options: { signal: AbortSignal }): Promise<void>;
  /** What a call cost, in whole microdollars, rounded up; 0 where no price is known. */
  priceOf(call: Pick<ModelCall, 'provider' | 'model' | keyof ModelUsage>): number;
  /** What a call of so many tokens costs at the most: microdollars, wherever it may be served. */
  quote(use: ModelUse, tokens: Omit<ModelUsage, 'cachedTokens'>): number;
  /** For operators: names and states, never secrets. Error: what the store of the limits throws. */
  health(): Promise<ModelHealth[]>;
}
