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
   * is made again, for up to a minute: it may be on its way up.
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

export function createApiClient(options: ClientOptions): ApiClient {
  return {
    async call<N extends RouteName>(name: N, input: CallInput = {}) {
      const route: RouteContract = routeCatalog[name];
      const idempotencyKey = randomUUID();
      const deadline = performance.now() + retry.limitMs;
      for (;;) {
        try {
          const answer = await send(options, route, input, idempotencyKey);
          return route.success.body?.parse(answer) as RouteAnswer<N>;
        } catch (error) {
          options.signal.throwIfAborted();
          if (!mayPass(error) || performance.now() > deadline) throw error;
          await sleep(retry.pauseMs, undefined, { signal: options.signal }).catch(() => options.signal.throwIfAborted());
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
  throw problem.success ? new AppError(problem.data.code, problem.data.detail) : new AppError('internal');
}

/** Our API is not up, or a part of it is not. */
function mayPass(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'unavailable' || error.code === 'idempotency_in_progress');
}

function addressOf(base: string, route: RouteContract, { params = {}, query = {} }: CallInput): URL {
  const path = route.path.replace(/:(\w+)/gu, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url;
}
