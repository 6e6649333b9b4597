import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { RouteAnswer, RouteInput, RouteName, RouteOf } from '@lectern/contract';
import type { Caller, Origin, RateState } from '@lectern/core';
import type { Context } from 'hono';
import type { z } from 'zod';

export interface AppEnv {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    /** Of the client, past proxies that are trusted. */
    address: string;
    /** Who was recognised; for the access log. */
    userId?: string;
    /** Whoever was let in to the operator's pages. */
    operator?: Caller;
    /** What the request counted as, for its answer's headers. */
    rate?: RateState | undefined;
  };
}
export type AppContext = Context<AppEnv>;

/** What a handler gets: everything validated by the route's contract, and the caller, where the route demands one. */
export interface Call<N extends RouteName> {
  actor: RouteOf<N>['access'] extends 'anyone' ? Caller | undefined : Caller;
  /** From where, also when nobody is signed in. */
  from: Origin;
  params: RouteInput<N>['params'];
  query: RouteInput<N>['query'];
  /** A form is not parsed but handed over as it comes. */
  body: RouteOf<N> extends { bodyType: 'multipart/form-data' } ? IncomingMessage : RouteInput<N>['body'];
  /** Aborts when the client is gone, or after half a minute. */
  readonly signal: AbortSignal;
  requestId: string;
  /** Of routes that take one. */
  idempotencyKey: string | undefined;
  /** For what goes beyond JSON in, JSON out: streams and conditional requests. */
  http: AppContext;
}

/** A JSON answer with headers, or with another status than the contract's usual one. `body` null: none, as in a 304. */
export class Reply<Body> {
  readonly body: Body | null;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: Body | null, options: { status?: number; headers?: Readonly<Record<string, string>> } = {}) {
    this.body = body;
    this.status = options.status;
    this.headers = options.headers ?? {};
  }
}

/** A route without a JSON answer, or with another form beside it, gives its own response: a file, a stream of events. */
export type RouteResult<N extends RouteName> = RouteOf<N>['success'] extends { body: z.ZodType }
  ? RouteAnswer<N> | Reply<RouteAnswer<N>> | (RouteOf<N>['success'] extends { orAs: string } ? Response : never)
  : Response;

export type RouteHandler<N extends RouteName> = (call: Call<N>) => Promise<RouteResult<N>>;
export type Handlers = { [N in RouteName]: RouteHandler<N> };

/** The handlers of one part of the API: none may be missing, none may be foreign. */
export type HandlersOf<Tag extends RouteOf<RouteName>['tag']> = {
  [N in RouteName as RouteOf<N>['tag'] extends Tag ? N : never]: RouteHandler<N>;
};
