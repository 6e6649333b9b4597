import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { SharedStore } from './shared-store.ts';

export interface Count {
  /** In the window that is under way. */
  used: number;
  /** Until it is over. */
  resetMs: number;
}

/** Counts by key, in windows that begin with the first of a key. Never rejects. */
export interface Counter {
  /** How many are allowed in a window. */
  points: number;
  /** Counts one more. Past what is allowed `used` says no more than that it is so. */
  add(key: string): Promise<Count>;
  /** Counts one less. */
  giveBack(key: string): Promise<void>;
  read(key: string): Promise<Count>;
  /** Begins anew. */
  forget(key: string): Promise<void>;
}

export interface Rule {
  name: string;
  points: number;
  seconds: number;
  /** Whether some of it is given back. */
  gives?: boolean;
}

type Limiter = RateLimiterMemory | RateLimiterRedis;

/** In the store, or by itself while that is away; without one always by itself. */
export function createCounter({ name, points, seconds: duration, gives = false }: Rule, store: SharedStore | undefined): Counter {
  const memory = new RateLimiterMemory({ keyPrefix: name, points, duration });
  const shared =
    store &&
    new RateLimiterRedis({
      storeClient: store.client,
      keyPrefix: `${store.prefix}:${name}`,
      points,
      duration,
      // Whoever is past the limit is told so from memory: a flood does not reach the store. What is given back would not lift it.
      ...(!gives && { inMemoryBlockOnConsumed: points + 1 }),
    });
  const ask = <Answer>(question: (limiter: Limiter) => Promise<Answer>): Promise<Answer> =>
    store && shared
      ? store.ask(
          () => question(shared),
          () => question(memory),
        )
      : question(memory);

  return {
    points,
    add: (key) => ask((limiter) => consume(limiter, key)),
    read: (key) => ask(async (limiter) => countOf(await limiter.get(key))),
    giveBack: (key) =>
      ask(async (limiter) => {
        await limiter.reward(key);
      }),
    forget: (key) =>
      ask(async (limiter) => {
        await limiter.delete(key);
      }),
  };
}

async function consume(limiter: Limiter, key: string): Promise<Count> {
  try {
    return countOf(await limiter.consume(key));
  } catch (refusal) {
    // The library throws both what went wrong and that there were too many.
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return { used: limiter.points + 1, resetMs: refusal.msBeforeNext };
  }
}

function countOf(counted: RateLimiterRes | null): Count {
  return { used: counted?.consumedPoints ?? 0, resetMs: Math.max(0, counted?.msBeforeNext ?? 0) };
}
