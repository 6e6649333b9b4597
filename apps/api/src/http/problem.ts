import { AppError, type AppErrorOptions, type ErrorCode, errorCatalog, type Problem } from '@lectern/contract';

/** The HTTP status of each code. Codes that only a job's `error` carries are here too, in case a verb meets one in a request. */
export const statusByCode: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 422,
  not_found: 404,
  method_not_allowed: 405,
  unauthorized: 401,
  sign_in_failed: 401,
  wrong_password: 403,
  sign_up_closed: 403,
  invitation_invalid: 422,
  email_taken: 409,
  last_operator: 409,
  rate_limited: 429,
  cross_site: 403,
  forbidden: 403,
  conflict: 409,
  idempotency_mismatch: 422,
  idempotency_in_progress: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  job_not_open: 409,
  job_not_final: 409,
  misdirected_host: 421,

  no_files: 422,
  too_many_files: 422,
  upload_interrupted: 400,
  not_a_pdf: 422,
  pdf_too_large: 413,
  pdf_too_many_pages: 422,
  pdf_password_required: 422,
  pdf_no_text: 422,
  pdf_unreadable: 422,
  storage_full: 507,

  no_approved_questions: 422,
  not_enough_questions: 422,
  test_not_open_yet: 409,
  test_closed: 409,
  no_attempts_left: 409,
  too_much_practice: 409,
  test_has_attempts: 409,
  question_not_in_attempt: 404,
  answer_too_long: 422,
  stale_answer: 409,
  attempt_over: 409,
  attempt_open: 409,
  results_not_shown_yet: 403,
  closed_book: 403,
  too_many_items: 422,
  nothing_to_regrade: 409,

  cancelled: 409,
  course_has_no_text: 422,
  budget_exceeded: 402,
  model_unavailable: 503,
  model_rejected: 502,
  model_rate_limited: 503,
  model_unusable_output: 502,
  no_questions_accepted: 422,
  index_unavailable: 503,
  worker_crashed: 500,
  task_timeout: 504,
  source_deleted: 410,

  unavailable: 503,
  internal: 500,
};

interface RefusalOptions extends AppErrorOptions {
  /** Instead of the code's own status. */
  status?: number;
  headers?: Readonly<Record<string, string>>;
}

/** An AppError that is answered with headers of its own, or with another status than its code usually has. */
export class Refusal extends AppError {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string | undefined, { status, headers, ...options }: RefusalOptions) {
    super(code, message, options);
    this.status = status;
    this.headers = headers ?? {};
  }
}

/** An error as an RFC 9457 problem; an `internal` one shows nothing of itself. */
export function problemResponse(error: AppError, requestId: string): Response {
  const { title, advice } = errorCatalog[error.code];
  const status = statusOf(error);
  const problem: Problem = {
    type: `/docs/errors#${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.code === 'internal' ? `${title}. ${advice}` : error.message,
    request_id: requestId,
    ...(error.fields.length === 0 ? {} : { errors: [...error.fields] }),
    ...(error.current && { current: error.current }),
  };
  return Response.json(problem, { status, headers: headersOf(error, status) });
}

export function statusOf(error: AppError): number {
  return (error instanceof Refusal ? error.status : undefined) ?? statusByCode[error.code];
}

function headersOf(error: AppError, status: number): Headers {
  const headers = new Headers(error instanceof Refusal ? error.headers : {});
  headers.set('content-type', 'application/problem+json');
  headers.set('cache-control', 'no-store');
  const retryAfterSeconds = retryAfter(error, status);
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds));
  if (status === 401 && !headers.has('www-authenticate')) headers.set('www-authenticate', 'Bearer');
  return headers;
}

function retryAfter(error: AppError, status: number): number | undefined {
  if (error.retryAfterMs !== undefined) return Math.max(1, Math.ceil(error.retryAfterMs / 1_000));
  if (error.code === 'idempotency_in_progress') return 1;
  return status === 503 ? 5 : undefined;
}
