import { type ErrorCode, errorCatalog } from './error-codes.ts';

/** One wrong field of a request: `path` is dotted (`files.0`), `message` says what it should be. */
export interface FieldError {
  path: string;
  message: string;
}

export interface AppErrorOptions {
  /** Overrides the code's default; an adapter knows whether this very failure may pass. */
  retryable?: boolean;
  cause?: unknown;
  fields?: readonly FieldError[];
  /** Milliseconds after which trying again makes sense (from `retry-after`). */
  retryAfterMs?: number;
  /** What is there instead of what the request took for granted; the problem shows it as `current`. */
  current?: CurrentAnswer;
}

/** An answer as it is saved, in the API's form. */
export interface CurrentAnswer {
  answer: string | string[] | null;
  reasoning: string | null;
  answer_version: number;
}

/** The one error that crosses package borders. `message` is for people and never holds secrets or document text. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly fields: readonly FieldError[];
  readonly retryAfterMs: number | undefined;
  readonly current: CurrentAnswer | undefined;

  constructor(code: ErrorCode, message?: string, options: AppErrorOptions = {}) {
    super(message ?? `${errorCatalog[code].title}. ${errorCatalog[code].advice}`, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryable = options.retryable ?? errorCatalog[code].retryable;
    this.fields = options.fields ?? [];
    this.retryAfterMs = options.retryAfterMs;
    this.current = options.current;
  }
}

/** Turns whatever was thrown into an AppError; what nobody classified is `internal` and worth another try. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError('internal', undefined, { cause: thrown });
}
