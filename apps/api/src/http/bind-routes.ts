import { AppError, type RouteContract, type RouteName, routeCatalog } from '@lectern/contract';
import type { Caller, Ctx, Origin } from '@lectern/core';
import type { Hono } from 'hono';
import { answerOnce, parseIdempotencyKey } from './answer-once.ts';
import { answerWithin } from './answer-within.ts';
import { type AppContext, type AppEnv, type Call, type Handlers, Reply } from './handler.ts';
import { parseInput } from './parse-input.ts';
import { Refusal } from './problem.ts';
import { readJson } from './read-json.ts';

/** What a handler awaits with its signal ends after this; streams last longer and do not ask for it. */
const timeLimitMs = 30_000;

/** Somebody who may go on to a route. */
export interface Admission {
  caller: Caller | undefined;
  /** To be told how it ended; `error` undefined: well. */
  after?(error: unknown): Promise<void>;
}
export type Admit = (c: AppContext, contract: RouteContract) => Promise<Admission>;

export interface Binding {
  app: Hono<AppEnv>;
  handlers: Handlers;
  /** Who calls, if they may go on to the route. */
  admit: Admit;
  ctx: Ctx;
  /** A JSON answer that takes longer is `unavailable`. */
  answerWithinMs: number;
}

/** Binds a handler to every route of the catalog, and a 405 to whatever else is asked of their paths. */
export function bindRoutes(binding: Binding): void {
  // `keyof` an object of exactly these keys, which `Object.keys` cannot express.
  const names = Object.keys(routeCatalog) as RouteName[];
  for (const name of names) bindRoute(binding, name);
  for (const [path, routes] of Map.groupBy(names.map(contractOf), (route) => route.path)) {
    refuseOtherMethods(
      binding.app,
      path,
      routes.map(({ method }) => method),
    );
  }
}

/** Answers 405, with what the path does take. To be called after its routes are bound. */
export function refuseOtherMethods(app: Hono<AppEnv>, path: string, methods: readonly string[]): void {
  const allowed = methods.flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])).join(', ');
  app.all(path, (c) => {
    const message = `${c.req.method} is not possible here; this address takes ${allowed}.`;
    throw new Refusal('method_not_allowed', message, { headers: { allow: allowed } });
  });
}

function contractOf(name: RouteName): RouteContract {
  return routeCatalog[name];
}

function bindRoute<N extends RouteName>({ app, handlers, admit, ctx, answerWithinMs }: Binding, name: N): void {
  const contract = contractOf(name);
  const handler = handlers[name];
  // Files and streams last as long as they last; they look after silence themselves.
  const limitMs = contract.bodyType || contract.success.contentType ? undefined : answerWithinMs;
  app.on(contract.method, contract.path, async (c) => {
    const { caller: actor, after } = await admit(c, contract);
    const call = await readCall<N>(c, contract, actor);
    const { idempotencyKey: key, params, query, body } = call;
    // What a form holds is known only to the handler that receives it.
    const work: Promise<unknown> =
      key === undefined || !actor || contract.bodyType
        ? handler(call)
        : answerOnce(ctx, { actor, route: name, key, content: { params, ...(contract.query && { query }), body } }, () => handler(call));
    const settled = after ? tell(after, work) : work;
    return toResponse(c, contract, await (limitMs === undefined ? settled : answerWithin(settled, limitMs)));
  });
}

async function tell(after: NonNullable<Admission['after']>, work: Promise<unknown>): Promise<unknown> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  await after(error);
  return work;
}

async function readCall<N extends RouteName>(c: AppContext, contract: RouteContract, caller: Caller | undefined): Promise<Call<N>> {
  const from: Origin = { address: c.var.address, requestId: c.var.requestId };
  const call = {
    actor: caller && { ...caller, from },
    from,
    params: contract.params && parseInput(contract.params, c.req.param()),
    query: contract.query && parseInput(contract.query, c.req.query()),
    body: await readBody(c, contract),
    // Made when asked for: most handlers do not, and polling should not pay for it.
    get signal() {
      return AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(timeLimitMs)]);
    },
    requestId: c.var.requestId,
    idempotencyKey: contract.idempotent ? parseIdempotencyKey(c.req.header('idempotency-key')) : undefined,
    http: c,
  };
  // The contract's schemas have just made of it what the contract's types say.
  return call as Call<N>;
}

async function readBody(c: AppContext, contract: RouteContract): Promise<unknown> {
  const { incoming } = c.env;
  if (!contract.body) return undefined;
  if (!contract.bodyType) return parseInput(contract.body, await readJson(incoming));
  const mediaType = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType === contract.bodyType) return incoming;
  throw new AppError('unsupported_media_type', `This route takes ${contract.bodyType}.`);
}

async function toResponse(c: AppContext, { success }: RouteContract, result: unknown): Promise<Response> {
  if (result instanceof Response) {
    // For a HEAD the framework leaves the body out without closing it.
    if (c.req.method === 'HEAD') await result.body?.cancel();
    return result;
  }
  const { body, status, headers } = result instanceof Reply ? result : new Reply(result);
  const init = { status: status ?? success.status, headers };
  return body === null ? new Response(null, init) : Response.json(body, init);
}
