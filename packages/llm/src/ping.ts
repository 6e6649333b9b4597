import type OpenAI from 'openai';
import { CallFailure } from './call-failure.ts';
import { exchange, toModelError } from './make-call.ts';

/** Somebody is waiting for the answer to "is it there". */
const pingTimeoutMs = 5_000;

/** Lists the provider's models, which shows that it answers and takes the key, and costs nothing. */
export async function ping(client: OpenAI, signal: AbortSignal): Promise<void> {
  try {
    await exchange({ signal, timeoutMs: pingTimeoutMs }, (limit) => client.models.list({ signal: limit }));
  } catch (error) {
    throw error instanceof CallFailure ? toModelError(error, []) : error;
  }
}
