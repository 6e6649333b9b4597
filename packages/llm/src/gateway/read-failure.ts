import { ModelError } from '@lectern/core';
import { APIError } from 'openai';

/** What a failed call says about the key, the limit group or the provider, beside the call itself. */
export type Failure =
  /** The provider is down, or out of reach. */
  | { kind: 'outage' }
  /** The limit group has to rest. */
  | { kind: 'rate_limited'; forMs: number }
  /** The key is of no use for now. */
  | { kind: 'refused' | 'exhausted'; forMs: number }
  /** It is about this very request, or this very answer. */
  | { kind: 'final' };

/** A 429 that names no time. */
const defaultRestMs = 10_000;
/** Whatever a provider says, asking again at once only earns another 429. */
const shortestRestMs = 1_000;
/** Somebody has to renew the key; once in a while it is tried, for it may have been the provider's mistake. */
const refusedMs = 15 * 60_000;
const exhaustedMs = 60 * 60_000;

/** By code and status, never by message. */
export function readFailure(error: unknown): Failure {
  if (!(error instanceof ModelError)) return { kind: 'final' };
  if (error.code === 'model_unavailable') return { kind: 'outage' };
  if (error.code === 'model_rate_limited') {
    return { kind: 'rate_limited', forMs: Math.max(error.retryAfterMs ?? defaultRestMs, shortestRestMs) };
  }
  const status = error.cause instanceof APIError ? error.cause.status : undefined;
  if (error.code !== 'model_rejected') return { kind: 'final' };
  if (status === 401) return { kind: 'refused', forMs: refusedMs };
  // A 429 that is no rate limit says that there is no money left.
  if (status === 402 || status === 429) return { kind: 'exhausted', forMs: exhaustedMs };
  return { kind: 'final' };
}
