import { createHash } from 'node:crypto';
import { ReplyError, Redis } from 'ioredis';
import { readReserveAnswer } from './answers.ts';
import type { LimitStore } from './limit-store.ts';
import { adjustScript, blockScript, reserveScript } from './reserve-script.ts';
import { bucketMs, spanBuckets, storeTimeoutMs } from './window.ts';

export interface RedisLimitOptions {
  url: string;
  /** Before every key; with braces (`{lectern}`) all are in one slot of a cluster, as the script needs. */
  prefix: string;
  /** The connection broke; it is made again by itself. */
  onError: (error: Error) => void;
}

/** Limits in Redis (6.2 or later), by its clock. Keys vanish two minutes after their last use. */
export function createRedisLimitStore({ url, prefix, onError }: RedisLimitOptions): LimitStore {
  const client = new Redis(url, {
    connectTimeout: storeTimeoutMs,
    commandTimeout: storeTimeoutMs,
    maxRetriesPerRequest: 1,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
    // A reservation that is carried out after its caller has given up would hold room for nobody.
    autoResendUnfulfilledCommands: false,
  });
  client.on('error', onError);
  const windowKey = (group: string) => `${prefix}:limit:${group}`;
  const gateKey = (gate: string) => `${prefix}:gate:${gate}`;
  const reserve = prepare(client, reserveScript);
  const adjust = prepare(client, adjustScript);
  const block = prepare(client, blockScript);

  return {
    async reserve(candidates, need, { maxWaitMs, atMs }) {
      const keys = [...new Set(candidates.flatMap(({ group, gates }) => [windowKey(group), ...gates.map(gateKey)]))];
      const position = (key: string) => keys.indexOf(key) + 1;
      const input = {
        candidates: candidates.map(({ group, gates, limits }) => ({
          window: position(windowKey(group)),
          gates: gates.map((gate) => position(gateKey(gate))),
          requests: limits.requestsPerMinute,
          tokens: limits.tokensPerMinute,
        })),
        requests: need.requests,
        tokens: Math.ceil(need.tokens),
        maxWaitMs,
        bucketMs,
        span: spanBuckets,
        atMs,
      };
      const answer = await reserve(keys, [JSON.stringify(input)]);
      return readReserveAnswer(JSON.parse(String(answer)), candidates, need);
    },
    async settle({ group, bucket, tokens }, actual) {
      await adjust([windowKey(group)], [bucket, 0, Math.ceil(actual) - tokens]);
    },
    async cancel({ group, bucket, requests, tokens }) {
      await adjust([windowKey(group)], [bucket, -requests, -tokens]);
    },
    async block(gate, reason, forMs, { atMs } = {}) {
      await block([gateKey(gate)], [reason, Math.ceil(forMs), atMs ?? '']);
    },
    async readBlocked(gates, { atMs } = {}) {
      const [time, ...states] = await Promise.all([client.time(), ...gates.map((gate) => client.hmget(gateKey(gate), 'until', 'reason'))]);
      const now = atMs ?? Number(time[0]) * 1_000 + Math.floor(Number(time[1]) / 1_000);
      return gates.flatMap((name, index) => {
        const [until, reason] = states[index] ?? [];
        const forMs = Number(until ?? 0) - now;
        return forMs > 0 && reason ? [{ name, reason, forMs }] : [];
      });
    },
    async close() {
      client.disconnect();
    },
  };
}

/** Runs a script by its hash; only a server that does not know it yet is sent the text. */
function prepare(client: Redis, script: string) {
  const hash = createHash('sha1').update(script).digest('hex');
  return async (keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> => {
    try {
      return await client.evalsha(hash, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof ReplyError) || !String(error).includes('NOSCRIPT')) throw error;
      return client.eval(script, keys.length, ...keys, ...args);
    }
  };
}
