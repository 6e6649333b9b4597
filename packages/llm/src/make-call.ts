import { type ModelCall, ModelError } from '@lectern/core';
import { CallFailure, toCallFailure } from './call-failure.ts';
import { type Consumption, nothing } from './consumption.ts';

/** The calls that answer one request of core. */
export interface CallSeries {
  purpose: string;
  timeoutMs: number;
  signal: AbortSignal;
  /** Grows with each call; shared with the errors thrown on the way. */
  calls: ModelCall[];
  onCall: (call: ModelCall) => void;
}

/** Who is asked, as it is recorded. */
export interface Asked {
  provider: string;
  model: string;
}

export interface Reading<T> {
  value: T;
  outcome: 'ok' | 'salvaged';
  consumption: Consumption;
}

/**
 * Makes one call and notes how it ended. `read` makes sense of the answer, and throws a CallFailure where there is none.
 * Errors: the signal's reason, else ModelError with all calls of the series.
 */
export async function makeCall<T>(
  series: CallSeries,
  { provider, model }: Asked,
  send: (signal: AbortSignal) => Promise<unknown>,
  read: (answer: unknown) => Reading<T>,
): Promise<T> {
  series.signal.throwIfAborted();
  const startedAt = performance.now();
  const note = (outcome: ModelCall['outcome'], errorCode?: string, consumption: Consumption = nothing) => {
    const latencyMs = Math.round(performance.now() - startedAt);
    const call: ModelCall = { provider, model, purpose: series.purpose, outcome, errorCode, ...consumption, latencyMs };
    series.calls.push(call);
    series.onCall(call);
  };

  try {
    const { value, outcome, consumption } = read(await exchange(series, send));
    note(outcome, undefined, consumption);
    return value;
  } catch (error) {
    if (error instanceof CallFailure) {
      note('error', error.code, error.details.consumption);
      throw toModelError(error, series.calls);
    }
    note('error', series.signal.aborted ? 'aborted' : 'internal');
    throw error;
  }
}

/** One request under its time limit. Errors: the signal's reason, else CallFailure. */
export async function exchange(
  { signal, timeoutMs }: Pick<CallSeries, 'signal' | 'timeoutMs'>,
  send: (signal: AbortSignal) => Promise<unknown>,
): Promise<unknown> {
  try {
    return await send(AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
  } catch (error) {
    signal.throwIfAborted();
    throw toCallFailure(error);
  }
}

export function toModelError(failure: CallFailure, calls: readonly ModelCall[]): ModelError {
  const { retryable, retryAfterMs } = failure.details;
  return new ModelError(failure.code, calls, failure.message, {
    ...(retryable === undefined ? {} : { retryable }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    cause: failure.cause,
  });
}
