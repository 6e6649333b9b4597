import type { Models } from '../../ports/index.ts';

/** What models of tests have in common: they cost nothing, and are always well. */
export class FreeModels implements Pick<Models, 'monthlyBudget' | 'priceOf' | 'quote' | 'health' | 'ping'> {
  monthlyBudget: number | null = null;

  priceOf(_call: Parameters<Models['priceOf']>[0]): number {
    return 0;
  }

  quote(..._tokens: Parameters<Models['quote']>): number {
    return 0;
  }

  async health(): ReturnType<Models['health']> {
    return [];
  }

  async ping(): Promise<void> {}
}
