/** Budgets of a limit group in any 60 s; what is absent is not limited. */
export interface Limits {
  requestsPerMinute?: number | undefined;
  tokensPerMinute?: number | undefined;
}

/** One way to make a call. */
export interface Candidate {
  /** The name under which what was used is counted. Candidates with the same group give the same limits. */
  group: string;
  limits: Limits;
  /** What must not be blocked for this: names of groups and keys. */
  gates: readonly string[];
}

/** A place in a window. Plain data: it may be settled by another process than the one that got it. */
export interface Reservation {
  group: string;
  /** The stretch of time that it is counted in. */
  bucket: number;
  requests: number;
  tokens: number;
}

export interface Grant {
  granted: true;
  /** Index into the candidates. */
  candidate: number;
  /** The call is to start in so many ms from the asking, by the store's clock; 0 for at once. */
  waitMs: number;
  reservation: Reservation;
}

/** Nothing was reserved: every start is further away than the caller wants to wait. */
export interface Refusal {
  granted: false;
  /** For each candidate: how far away its start is now, and why it is blocked, if it is. */
  waits: { waitMs: number; blockedBy?: string }[];
}

export interface Need {
  requests: number;
  /** The most that the call can cost. More than the group's whole budget counts as the whole budget. */
  tokens: number;
}

export interface GateState {
  name: string;
  reason: string;
  /** Until it may be used again. */
  forMs: number;
}

/** For tests: a time in ms that is taken instead of the store's clock. */
export interface Clock {
  atMs?: number;
}

/**
 * Sliding windows of requests and tokens, and blocked groups and keys, shared by all processes on one store.
 *
 * As long as calls start within `sendWithinMs` of their time and cost no more than reserved, no 60 s hold more than the
 * limits, whatever is reserved, settled and cancelled in between and whichever way the clock jumps. What a call cost more
 * than reserved is counted from its settlement on. Errors: those of the driver; a store that is silent for 5 s is one.
 */
export interface LimitStore {
  /** The earliest start among the candidates; of those that can start at once the one with most room, in per cent. */
  reserve(candidates: readonly Candidate[], need: Need, options: { maxWaitMs: number } & Clock): Promise<Grant | Refusal>;
  /** The call was made and cost this: at most once for a reservation, and not with `cancel`. */
  settle(reservation: Reservation, tokens: number): Promise<void>;
  /** The call was never sent. */
  cancel(reservation: Reservation): Promise<void>;
  /** Keeps a group or a key from being used; a longer block is not shortened. */
  block(gate: string, reason: string, forMs: number, clock?: Clock): Promise<void>;
  /** Those of the gates that are blocked. */
  readBlocked(gates: readonly string[], clock?: Clock): Promise<GateState[]>;
  close(): Promise<void>;
}
