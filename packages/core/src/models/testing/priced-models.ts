import { setTimeout as sleep } from 'node:timers/promises';
import type { ModelCall, ModelCallOptions, Models, StructuredRequest } from '../../ports/index.ts';
import { FreeModels } from './free-models.ts';

/** Models that cost a microdollar for each token of an answer, and answer with as many as a test decides. */
export class PricedModels extends FreeModels implements Models {
  readonly chatModel = 'priced-chat';
  readonly embeddingModel = 'priced-embedding';
  readonly builtIn = false;
  calls = 0;
  readonly #answer: (request: { maxOutputTokens: number }) => ModelCall | Promise<ModelCall>;

  constructor(monthlyBudget: number | null, answer: (request: { maxOutputTokens: number }) => ModelCall | Promise<ModelCall>) {
    super();
    this.monthlyBudget = monthlyBudget;
    this.#answer = answer;
  }

  override priceOf({ outputTokens }: Pick<ModelCall, 'outputTokens'>): number {
    return outputTokens;
  }

  override quote(_use: string, { outputTokens }: { outputTokens: number }): number {
    return outputTokens;
  }

  async writeItems<Item>({ maxOutputTokens }: StructuredRequest<Item>, { signal, onCall }: ModelCallOptions) {
    this.calls += 1;
    await sleep(Math.random() * 5);
    const call = await this.#answer({ maxOutputTokens });
    onCall?.(call);
    signal.throwIfAborted();
    return { items: [], invalid: 0, calls: [call] };
  }

  async embed() {
    return { vectors: [], calls: [] };
  }
}

/** A call whose answer had so many tokens. */
export function callOf(outputTokens: number, over: Partial<ModelCall> = {}): ModelCall {
  return {
    provider: 'test',
    model: 'priced-chat',
    purpose: 'write',
    outcome: 'ok',
    errorCode: undefined,
    inputTokens: 1,
    cachedTokens: 0,
    outputTokens,
    salvagedItems: 0,
    lostItems: 0,
    latencyMs: 1,
    ...over,
  };
}
