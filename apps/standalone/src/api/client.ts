import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, Problem, type RouteAnswer, routeCatalog, type RouteContract, type RouteName } from '@lectern/contract';

export interface CallInput {
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number>>;
  /** A form, or a value to be sent as JSON. */
  body?: unknown;
}

/** Our own API over HTTP, as any program would use it. */
export interface ApiClient {
  /**
   * Calls a route and resolves with its body. While the API does not answer, or says that it cannot at the moment, the call
   * is made again, for up to a minute: it may be on its way up. Where it says that these were too many, as late as it says.
   * @throws AppError with the code of the answer; the signal's reason when aborted.
   */
  call<N extends RouteName>(name: N, input?: CallInput): Promise<RouteAnswer<N>>;
}

interface ClientOptions {
  url: string;
  token: string;
  signal: AbortSignal;
}

const callLimitMs = 30_000;
/** 100 MB to a disk that is busy. */
const uploadLimitMs = 5 * 60_000;
const retry = { pauseMs: 300, limitMs: 60_000 };
/** Windows are a minute long; whoever shares one with others may have to wait for a few. */
const rateLimitMs = 5 * 60_000;

export function createApiClient(options: ClientOptions): ApiClient {
  return {
    async call<N extends RouteName>(name: N, input: CallInput = {}) {
      const route: RouteContract = routeCatalog[name];
      const idempotencyKey = randomUUID();
      const startedAt = performance.now();
      for (;;) {
        try {
          const answer = await send(options, route, input, idempotencyKey);
          return route.success.body?.parse(answer) as RouteAnswer<N>;
        } catch (error) {
          options.signal.throwIfAborted();
          const pauseMs = pauseAfter(error, performance.now() - startedAt);
          if (pauseMs === undefined) throw error;
          await sleep(pauseMs, undefined, { signal: options.signal }).catch(() => options.signal.throwIfAborted());
        }
      }
    },
  };
}

async function send(options: ClientOptions, route: RouteContract, input: CallInput, idempotencyKey: string): Promise<unknown> {
  const form = input.body instanceof FormData ? input.body : undefined;
  const json = form === undefined && input.body !== undefined ? JSON.stringify(input.body) : undefined;
  const limit = AbortSignal.timeout(form ? uploadLimitMs : callLimitMs);
  const request = new Request(addressOf(options.url, route, input), {
    method: route.method.toUpperCase(),
    headers: {
      authorization: `Bearer ${options.token}`,
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(route.idempotent && { 'idempotency-key': idempotencyKey }),
    },
    body: form ?? json ?? null,
    signal: AbortSignal.any([options.signal, limit]),
  });
  const response = await fetch(request).catch((cause: unknown) => {
    throw new AppError('unavailable', undefined, { cause });
  });
  const answer: unknown = await response.json().catch((cause: unknown) => {
    throw new AppError('unavailable', undefined, { cause });
  });
  if (response.ok) return answer;
  const problem = Problem.safeParse(answer);
  if (!problem.success) throw new AppError('internal');
  throw new AppError(problem.data.code, problem.data.detail, retryAfterOf(response));
}

function retryAfterOf({ headers }: Response): { retryAfterMs?: number } {
  const seconds = headers.get('retry-after') ?? '';
  return /^\d{1,6}$/u.test(seconds) ? { retryAfterMs: Number(seconds) * 1_000 } : {};
}

/** How long to wait before the call is made again; undefined: it has failed for good. */
function pauseAfter(error: unknown, waitedMs: number): number | undefined {
  if (!(error instanceof AppError)) return undefined;
  switch (error.code) {
    case 'rate_limited': {
      const pauseMs = Math.max(error.retryAfterMs ?? 0, retry.pauseMs);
      return waitedMs + pauseMs > rateLimitMs ? undefined : pauseMs;
    }
    // Our API is not up, or a part of it is not. It is near: there is no need to wait as long as others are told to.
    case 'unavailable':
    case 'idempotency_in_progress':
      return waitedMs > retry.limitMs ? undefined : retry.pauseMs;
    default:
      return undefined;
  }
}

function addressOf(base: string, route: RouteContract, { params = {}, query = {} }: CallInput): URL {
  const path = route.path.replace(/:(\w+)/gu, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url;
}
