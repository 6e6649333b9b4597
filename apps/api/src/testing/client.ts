import { Problem, type RouteAnswer, type RouteContract, type RouteName, routeCatalog } from '@lectern/contract';
import { expect } from 'vitest';

export interface CallOptions {
  /** Of whoever calls; without it nobody is signed in. */
  token?: string;
  params?: Record<string, string | number>;
  query?: Record<string, string | number>;
  /** A form is sent as multipart, text as it is, everything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answered<N extends RouteName> {
  status: number;
  headers: Headers;
  body: RouteAnswer<N>;
}

export interface Refused {
  status: number;
  headers: Headers;
  problem: Problem;
}

export interface Client {
  /** Calls a route and expects what the catalog promises: status and body, to the last field. */
  call<N extends RouteName>(name: N, options?: CallOptions): Promise<Answered<N>>;
  /** Calls a route and expects a problem. */
  refuse(name: RouteName, options?: CallOptions): Promise<Refused>;
  /** Calls a route and expects nothing. */
  fetch(name: RouteName, options?: CallOptions): Promise<Response>;
}

/** Speaks to an API as the route catalog describes it. */
export function createClient(url: string): Client {
  async function send(name: RouteName, options: CallOptions = {}): Promise<Response> {
    const contract: RouteContract = routeCatalog[name];
    return fetch(new URL(pathOf(contract.path, options), url), {
      method: contract.method.toUpperCase(),
      headers: headersOf(options),
      ...bodyOf(options.body),
    });
  }
  return {
    fetch: send,
    async call<N extends RouteName>(name: N, options?: CallOptions) {
      const response = await send(name, options);
      const sent: unknown = await response.json();
      const contract: RouteContract = routeCatalog[name];
      expect({ status: response.status, sent }).toMatchObject({ status: contract.success.status });
      const body = contract.success.body?.parse(sent);
      // Parsing leaves out what the contract does not know, so this says that there is nothing else.
      expect(sent).toEqual(body);
      return { status: response.status, headers: response.headers, body: body as RouteAnswer<N> };
    },
    async refuse(name, options) {
      return readProblem(await send(name, options));
    },
  };
}

/** The problem that a response must be, down to what every problem has in common. */
export async function readProblem(response: Response): Promise<Refused> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = Problem.parse(await response.json());
  expect(problem).toMatchObject({ status: response.status, request_id: response.headers.get('x-request-id') });
  return { status: response.status, headers: response.headers, problem };
}

function pathOf(template: string, { params = {}, query = {} }: CallOptions): string {
  const path = template.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]));
  return search.size === 0 ? path : `${path}?${search}`;
}

function headersOf({ token, body, headers }: CallOptions): Record<string, string> {
  const isJson = body !== undefined && !(body instanceof FormData) && typeof body !== 'string';
  return {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(isJson && { 'content-type': 'application/json' }),
    ...headers,
  };
}

function bodyOf(body: unknown): { body?: FormData | string } {
  if (body === undefined) return {};
  return { body: body instanceof FormData || typeof body === 'string' ? body : JSON.stringify(body) };
}
