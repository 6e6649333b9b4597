/** What the proxy does to one request; without a fault it is passed on. */
export type Fault =
  /** Answers itself, without asking upstream. */
  | { kind: 'status'; status: number; headers?: Readonly<Record<string, string>>; code?: string }
  /** Closes the connection with RST before any answer. */
  | { kind: 'reset' }
  /** Takes the request and says nothing, until the client gives up. */
  | { kind: 'blackhole' }
  /** Passes the answer on, streamed or not, and breaks the connection after so many bytes of its body. */
  | { kind: 'cut'; afterBytes: number }
  /** A 200 whose body is no JSON. */
  | { kind: 'malformed_body' }
  /** A whole chat completion in which the model's own text breaks off in the middle. */
  | { kind: 'malformed_content' }
  /** Keeps the first `keep` of the items that the model wrote, or of the vectors. */
  | { kind: 'too_few_items'; keep: number }
  /** Changes every quote that the model gives as evidence, so that it stands nowhere in the text. */
  | { kind: 'wrong_evidence' };

/** Uniformly from `meanMs - jitterMs` to `meanMs + jitterMs`, counted from the request's arrival. */
export interface Latency {
  meanMs: number;
  jitterMs?: number;
  /**
   * `way` (default): so long nothing happens, and what upstream takes comes on top. `call`: the request is passed on at once
   * and its answer held back, so that the whole call takes so long, as a provider's does; longer only where upstream does.
   */
  of?: 'way' | 'call';
}

/** What happens to one request. */
export interface Plan {
  latency?: Latency;
  fault?: Fault;
}

/** A 429 as providers send it; `headers` tell when to come back (`retry-after`, `x-ratelimit-*`). */
export function rateLimited(headers: Readonly<Record<string, string>> = {}): Fault {
  return { kind: 'status', status: 429, headers, code: 'rate_limit_exceeded' };
}

/** A 429 that waiting does not cure: the account has no money left. */
export const quotaExhausted: Fault = { kind: 'status', status: 429, code: 'insufficient_quota' };

export const unauthorized: Fault = { kind: 'status', status: 401, code: 'invalid_api_key' };

export const serverError: Fault = { kind: 'status', status: 503 };
