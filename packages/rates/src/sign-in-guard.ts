import { createHash } from 'node:crypto';
import type { Rates, SignInAttempt } from '@lectern/core';
import { type Counter, createCounter } from './counter.ts';
import { networkOf } from './network-of.ts';
import type { SharedStore } from './shared-store.ts';

const minute = 60;
const day = 24 * 60 * minute;
/** Timers of more than 24 days go off at once, and in memory the counter is one. */
const knownDays = 21;

/** An attempt that nobody reported the end of, because something broke, is forgotten after this. */
const pendingMs = 30_000;
/** How long to wait where nothing but attempts that are under way stand in the way. */
const pendingWaitMs = 1_000;

interface Rule {
  counter: Counter;
  keyOf(attempt: SignInAttempt): string;
}

/**
 * Counts failures. The pair keeps somebody at one place from trying many passwords. The account keeps many places from trying
 * for ever; from where somebody has signed in lately it does not count, or others could lock them out. The address keeps one
 * place from trying one password at many accounts, and is generous because a classroom shares it.
 */
export function createSignInGuard(store: SharedStore | undefined): { before: Rates['beforeSignIn']; after: Rates['afterSignIn'] } {
  const pair: Rule = {
    counter: createCounter({ name: 'sign-in-pair', points: 10, seconds: 15 * minute }, store),
    keyOf: ({ account, address }) => `${hashOf(account)}:${networkOf(address)}`,
  };
  const account: Rule = {
    counter: createCounter({ name: 'sign-in-account', points: 100, seconds: day }, store),
    keyOf: (attempt) => hashOf(attempt.account),
  };
  const known = createCounter({ name: 'sign-in-known', points: 1, seconds: knownDays * day }, store);
  const rules: readonly Rule[] = [
    pair,
    account,
    {
      counter: createCounter({ name: 'sign-in-address', points: 300, seconds: 15 * minute }, store),
      keyOf: ({ address }) => networkOf(address),
    },
  ];
  const pending = createPending();

  async function waitFor(rule: Rule, attempt: SignInAttempt, ahead: number): Promise<number> {
    const { counter, keyOf } = rule;
    const { used, resetMs } = await counter.read(keyOf(attempt));
    const waitMs = used >= counter.points ? Math.max(1, resetMs) : used + ahead >= counter.points ? pendingWaitMs : 0;
    if (waitMs === 0 || rule !== account) return waitMs;
    return (await known.read(pair.keyOf(attempt))).used > 0 ? 0 : waitMs;
  }

  return {
    async before(attempt) {
      const keys = rules.map((rule, place) => `${place}:${rule.keyOf(attempt)}`);
      // Begun before anything is awaited: a hundred at once must not all see that nobody has failed yet.
      const ahead = keys.map((key) => pending.count(key));
      pending.begin(keys);
      const waits = await Promise.all(rules.map((rule, place) => waitFor(rule, attempt, ahead[place] ?? 0)));
      const waitMs = Math.max(...waits);
      if (waitMs > 0) pending.end(keys);
      return { waitMs };
    },
    async after(attempt, succeeded) {
      if (succeeded) await Promise.all([pair.counter.forget(pair.keyOf(attempt)), known.add(pair.keyOf(attempt))]);
      else await Promise.all(rules.map(({ counter, keyOf }) => counter.add(keyOf(attempt))));
      pending.end(rules.map((rule, place) => `${place}:${rule.keyOf(attempt)}`));
    },
  };
}

/** Attempts under way in this process, by key. */
function createPending(): { count(key: string): number; begin(keys: readonly string[]): void; end(keys: readonly string[]): void } {
  const begun = new Map<string, number[]>();

  function still(key: string): number[] {
    return (begun.get(key) ?? []).filter((at) => at > Date.now() - pendingMs);
  }
  function keep(key: string, times: number[]): void {
    if (times.length === 0) begun.delete(key);
    else begun.set(key, times);
  }
  return {
    count: (key) => still(key).length,
    begin(keys) {
      for (const key of keys) keep(key, [...still(key), Date.now()]);
      sweep();
    },
    end(keys) {
      for (const key of keys) keep(key, still(key).slice(1));
    },
  };

  /** What was never ended goes with the next that begins; the oldest are first. */
  function sweep(): void {
    for (const [key] of begun) {
      const left = still(key);
      if (left.length > 0) return;
      begun.delete(key);
    }
  }
}

/** Addresses of people stay out of the store. */
function hashOf(account: string): string {
  return createHash('sha256').update(account).digest('base64url');
}
