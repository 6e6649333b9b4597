import type { ModelCall } from '@lectern/core';

/** What an answer took, and what became of its items. */
export type Consumption = Pick<ModelCall, 'inputTokens' | 'cachedTokens' | 'outputTokens' | 'salvagedItems' | 'lostItems'>;

/** Of a call that nobody answered, or whose provider tells nothing. */
export const nothing: Consumption = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, salvagedItems: 0, lostItems: 0 };
