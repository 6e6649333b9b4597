import type { ModelErrorCode } from '@lectern/core';
import OpenAI, { APIError } from 'openai';
import type { Consumption } from './consumption.ts';
import { readRetryAfterMs } from './retry-after.ts';

interface FailureDetails {
  retryable?: boolean;
  retryAfterMs?: number | undefined;
  /** What the provider charged all the same. */
  consumption?: Consumption;
  cause?: unknown;
}

/** One failed call, before it is known which others were made with it. */
export class CallFailure extends Error {
  readonly code: ModelErrorCode;
  readonly details: FailureDetails;

  constructor(code: ModelErrorCode, message: string, details: FailureDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.details = details;
  }
}

/** Codes of a 429 that waiting does not cure: the account has no money left. */
const exhaustedCodes = new Set(['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active']);

/** Sorts what the SDK threw by status and code; messages differ by provider and change. */
export function toCallFailure(thrown: unknown): CallFailure {
  if (thrown instanceof OpenAI.APIUserAbortError) {
    return new CallFailure('model_unavailable', 'The language model did not answer in time', { cause: thrown });
  }
  if (!(thrown instanceof APIError) || thrown.status === undefined) {
    return new CallFailure('model_unavailable', 'The language model cannot be reached', { cause: thrown });
  }
  const { code, retryable } = classify(thrown.status, thrown);
  return new CallFailure(code, `The language model answered ${describe(thrown.status, thrown)}`, {
    ...(retryable === undefined ? {} : { retryable }),
    // Of an outage only what the breaker says counts: a provider that puts us off for ever must not keep a job from ending.
    ...(code === 'model_rate_limited' && { retryAfterMs: readRetryAfterMs(thrown.headers) }),
    cause: thrown,
  });
}

function classify(status: number, { code, type }: APIError): { code: ModelErrorCode; retryable?: boolean } {
  if (status === 429) {
    const exhausted = exhaustedCodes.has(code ?? '') || exhaustedCodes.has(type ?? '');
    return { code: exhausted ? 'model_rejected' : 'model_rate_limited' };
  }
  // Groq checks the answer itself and says 400 when its model did not keep to the schema.
  if (code === 'json_validate_failed') return { code: 'model_unusable_output' };
  // Timeout, conflict, too early: the request is fine, the moment is not.
  if (status >= 500 || [408, 409, 425].includes(status)) return { code: 'model_unavailable' };
  return { code: 'model_rejected' };
}

/** The status, and the provider's code where it looks like one; never its message, which may quote the request. */
function describe(status: number, { code }: APIError): string {
  return typeof code === 'string' && /^[\w.-]{1,64}$/.test(code) ? `${status} (${code})` : String(status);
}
