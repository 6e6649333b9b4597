import { AppError } from '@lectern/contract';
import {
  ChromaClient,
  ChromaClientError,
  ChromaNotFoundError,
  ChromaQuotaExceededError,
  ChromaRateLimitError,
  ChromaValueError,
  CloudClient,
} from 'chromadb';
import { createBreaker } from './breaker.ts';

/** A server of one's own (no path in the URL: the client has no room for it), or Chroma Cloud. */
export type ChromaTarget = { url: string } | { cloud: { apiKey: string; tenant: string; database: string } };

export interface Connection {
  /**
   * Runs one exchange with the server under the time limit and the caller's signal. `anyway` skips the breaker.
   * Errors: the signal's reason, `index_unavailable`, `internal` for what the server will never accept, ChromaNotFoundError.
   */
  exchange<T>(signal: AbortSignal, work: (client: ChromaClient) => Promise<T>, how?: 'anyway'): Promise<T>;
}

export function createConnection(target: ChromaTarget, timeoutMs: number): Connection {
  const breaker = createBreaker({ failures: 5, pauseMs: 5_000 });
  const clientFor = clientFactory(target);
  return {
    async exchange(signal, work, how) {
      signal.throwIfAborted();
      if (how !== 'anyway' && !breaker.admits()) throw new AppError('index_unavailable');
      try {
        const result = await work(clientFor(AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])));
        breaker.succeeded();
        return result;
      } catch (error) {
        signal.throwIfAborted();
        if (answered(error)) breaker.succeeded();
        else breaker.failed();
        throw classify(error);
      }
    },
  };
}

/**
 * The client takes a signal only as a fetch option for its whole life, so each exchange has a client of its own: an object,
 * no connection. Tenant and database are always named, otherwise it would look them up in the environment.
 */
function clientFactory(target: ChromaTarget): (signal: AbortSignal) => ChromaClient {
  if ('cloud' in target) return (signal) => new CloudClient({ ...target.cloud, fetchOptions: { signal } });
  const url = new URL(target.url);
  const ssl = url.protocol === 'https:';
  const server = {
    host: url.hostname,
    port: url.port === '' ? (ssl ? 443 : 80) : Number(url.port),
    ssl,
    tenant: 'default_tenant',
    database: 'default_database',
  };
  return (signal) => new ChromaClient({ ...server, fetchOptions: { signal } });
}

/** Whether the server is up and answering, whatever it said. */
function answered(error: unknown): boolean {
  return error instanceof ChromaNotFoundError || error instanceof ChromaRateLimitError || refused(error);
}

/** Whether the same request would be turned down again, for instance vectors of another length than the collection's. */
function refused(error: unknown): boolean {
  return error instanceof ChromaClientError || error instanceof ChromaValueError || error instanceof ChromaQuotaExceededError;
}

function classify(error: unknown): unknown {
  if (error instanceof ChromaNotFoundError) return error;
  if (refused(error)) {
    return new AppError('internal', 'The search index does not accept this request', { retryable: false, cause: error });
  }
  return new AppError('index_unavailable', undefined, { cause: error });
}
