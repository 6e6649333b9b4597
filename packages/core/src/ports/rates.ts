import type { RateClass } from '@lectern/contract';

/** What requests count as, of a user or (`anonymous`) of an address. */
export type CountedClass = Exclude<RateClass, 'none' | 'sign_in'> | 'anonymous';

export interface RateState {
  allowed: boolean;
  /** Requests in a window. */
  limit: number;
  windowSeconds: number;
  remaining: number;
  /** Until the window is over. */
  resetMs: number;
}

/** Whose password somebody tries, and from where. */
export interface SignInAttempt {
  /** E-mail address, lower case. */
  account: string;
  address: string;
}

/** Counts requests, shared by all processes; by this one alone while the store that is shared does not answer. Never rejects. */
export interface Rates {
  /** Counts one request of `key`: a user's id, or an address. */
  take(counted: CountedClass, key: string): Promise<RateState>;
  /** Whether one more would be allowed, without counting it. */
  look(counted: CountedClass, key: string): Promise<RateState>;
  /** Takes one back that should not have counted after all. */
  giveBack(counted: CountedClass, key: string): Promise<void>;
  /** How long to wait before this may be tried again; 0: not at all. */
  beforeSignIn(attempt: SignInAttempt): Promise<{ waitMs: number }>;
  /** Successes forgive the failures of the same account from the same address. */
  afterSignIn(attempt: SignInAttempt, succeeded: boolean): Promise<void>;
}
