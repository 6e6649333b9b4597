import type { z } from 'zod';

/** A refusal in the shape that OpenAI's clients understand: `{ error: { message, type, param, code } }`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: 400 | 404 | 413 | 499 | 500;
  readonly code: string;
  readonly param: string | null;

  constructor(status: ApiError['status'], code: string, message: string, param: string | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }

  body(): { error: { message: string; type: string; param: string | null; code: string } } {
    return {
      error: {
        message: this.message,
        type: this.status === 500 ? 'server_error' : 'invalid_request_error',
        param: this.param,
        code: this.code,
      },
    };
  }
}

/** Parses a body; the first thing wrong becomes a 400 that names the field. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const param = issue?.path.join('.') || null;
  throw new ApiError(
    400,
    'invalid_value',
    `Invalid request${param === null ? '' : ` at '${param}'`}: ${issue?.message ?? 'not understood'}`,
    param,
  );
}
