import OpenAI from 'openai';
import type { Endpoint } from './options.ts';

/**
 * The SDK without its own mind: no retries (the ledger decides on those), no logging of its own, nothing taken from the
 * environment. Its time limit does not cover the body of an error, so ours is a signal given with each request.
 */
export function createClient({ baseUrl, apiKey }: Endpoint): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    logLevel: 'off',
  });
}
