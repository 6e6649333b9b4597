import { type RouteAnswer, routeCatalog, type RouteContract, type RouteName } from '@lectern/contract';

interface Input {
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number>>;
  body?: unknown;
}

/** What an API answered, and when. */
export interface Timed<T> {
  answer: T;
  /** From sending the request to having read the answer. */
  ms: number;
}

/** Somebody who calls the API and looks at the clock. */
export interface Caller {
  /** Error: where the answer is not what the route promises. */
  call<N extends RouteName>(name: N, input?: Input): Promise<Timed<RouteAnswer<N>>>;
}

const limitMs = 60_000;

export function createCaller(url: string, key: string): Caller {
  return {
    async call<N extends RouteName>(name: N, { params = {}, query = {}, body }: Input = {}) {
      const route: RouteContract = routeCatalog[name];
      const address = new URL(
        route.path.replace(/:(\w+)/gu, (_, param: string) => params[param] ?? ''),
        url,
      );
      for (const [param, value] of Object.entries(query)) address.searchParams.set(param, String(value));
      const sentAt = performance.now();
      const response = await fetch(address, {
        method: route.method.toUpperCase(),
        headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(limitMs),
      });
      const text = await response.text();
      const ms = performance.now() - sentAt;
      if (response.status !== route.success.status) throw new Error(`${name} answered ${response.status}: ${text}`);
      return { answer: route.success.body?.parse(JSON.parse(text)) as RouteAnswer<N>, ms };
    },
  };
}
