import type { CountedClass, Rates, RateState } from '@lectern/core';
import { type Counter, createCounter } from './counter.ts';
import { networkOf } from './network-of.ts';
import { openSharedStore } from './shared-store.ts';
import { createSignInGuard } from './sign-in-guard.ts';

/** Requests a minute: of each user, and (`anonymous`) of each address where nobody is signed in. */
export type RatesPerMinute = Readonly<Record<Exclude<CountedClass, 'guess' | 'mail'>, number>>;

/** Where processes count together; the configuration of the queue is one. Anything but Redis: each process counts alone. */
export type RatesStore = { backend: 'redis'; url: string; prefix: string } | { backend: 'postgres' };

const windowSeconds = 60;
/** Wrong guesses, and mails that were asked for. Nobody needs more, so they are not for settings. */
const guessesPerMinute = 30;
const mailsPerMinute = 30;

/**
 * Connects at once, and waits for it in no question: until the store is there, and while it is away, this process counts by
 * itself. `onError` hears of each outage once.
 */
export function createRates(
  config: RatesStore,
  ratesPerMinute: RatesPerMinute,
  { onError }: { onError: (error: Error) => void },
): Rates & { close(): Promise<void> } {
  const store = config.backend === 'redis' ? openSharedStore(config, onError) : undefined;
  const counterOf = (name: Exclude<CountedClass, 'poll' | 'sitting'>, points: number) =>
    createCounter({ name, points, seconds: windowSeconds }, store);
  const counters: Record<CountedClass, Counter> = {
    default: counterOf('default', ratesPerMinute.default),
    upload: counterOf('upload', ratesPerMinute.upload),
    model: counterOf('model', ratesPerMinute.model),
    anonymous: createCounter({ name: 'anonymous', points: ratesPerMinute.anonymous, seconds: windowSeconds, gives: true }, store),
    guess: counterOf('guess', guessesPerMinute),
    mail: counterOf('mail', mailsPerMinute),
    // Always here: asking the store would cost a poll more than answering it. N processes so allow N times as many.
    poll: createCounter({ name: 'poll', points: ratesPerMinute.poll, seconds: windowSeconds }, undefined),
    sitting: createCounter({ name: 'sitting', points: ratesPerMinute.sitting, seconds: windowSeconds }, undefined),
  };
  const guard = createSignInGuard(store);
  return {
    async take(counted, key): Promise<RateState> {
      const { points, add } = counters[counted];
      const { used, resetMs } = await add(networkOf(key));
      return { allowed: used <= points, limit: points, windowSeconds, remaining: Math.max(0, points - used), resetMs };
    },
    async look(counted, key): Promise<RateState> {
      const { points, read } = counters[counted];
      const { used, resetMs } = await read(networkOf(key));
      return { allowed: used < points, limit: points, windowSeconds, remaining: Math.max(0, points - used), resetMs };
    },
    giveBack: (counted, key) => counters[counted].giveBack(networkOf(key)),
    beforeSignIn: guard.before,
    afterSignIn: guard.after,
    close: async () => store?.close(),
  };
}
