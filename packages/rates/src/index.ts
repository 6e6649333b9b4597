/**
 * Counts requests and failed sign-ins. With Redis all processes count together; without it each counts alone, which is right
 * for the one process of a standalone installation.
 */
export { createRates } from './create-rates.ts';
export type { RatesPerMinute, RatesStore } from './create-rates.ts';
