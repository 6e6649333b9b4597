import type { Context } from 'hono';
import { ApiError } from './api-error.ts';

export async function readJson(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch (error) {
    if (error instanceof SyntaxError) throw new ApiError(400, 'invalid_json', 'The request body is not valid JSON.');
    throw error;
  }
}
