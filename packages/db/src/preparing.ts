import type postgres from 'postgres';

/**
 * With more there are lists or rows in it, and another text for each length: every connection would keep hundreds of statements that come
 * once.
 */
const mostParameters = 40;

/**
 * The driver as drizzle is to have it. Drizzle sends everything by `unsafe`, which the driver prepares only when it is told to: without this
 * each statement is described and planned anew, in two round trips. Prepared, it is planned a few times for each connection, and takes
 * one. A pool with `prepare: false` (a pooler in transaction mode) stays without.
 */
export function preparing<Driver extends object>(sql: Driver): Driver {
  return new Proxy(sql, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name === 'unsafe') {
        return (text: string, parameters: unknown[] = [], options: postgres.UnsafeQueryOptions = {}): unknown =>
          Reflect.apply(value, target, [text, parameters, { ...options, prepare: parameters.length <= mostParameters }]);
      }
      if (name === 'begin' || name === 'savepoint') {
        return (...args: unknown[]): unknown => Reflect.apply(value, target, args.map(withPrepared));
      }
      return value;
    },
  });
}

/** What runs in a transaction is handed a driver of its own. */
function withPrepared(arg: unknown): unknown {
  if (typeof arg !== 'function') return arg;
  return (tx: object): unknown => Reflect.apply(arg, undefined, [preparing(tx)]);
}
