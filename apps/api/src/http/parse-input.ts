import { AppError, type FieldError } from '@lectern/contract';
import type { z } from 'zod';

/** Parses by the route's schema. Error: `invalid_request` with every wrong field. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    throw invalid(parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })));
  }
  // After the schema, which has left out whatever is nested deeper than it knows.
  const unstorable = findUnstorable(parsed.data, []);
  if (unstorable) throw invalid([unstorable]);
  return parsed.data;
}

export function invalid(fields: readonly FieldError[]): AppError {
  return new AppError('invalid_request', undefined, { fields });
}

/** Text that Postgres cannot hold: NUL anywhere, half a surrogate pair in JSON. Found here it is a 422, later a 500. */
function findUnstorable(value: unknown, path: readonly string[]): FieldError | undefined {
  if (typeof value === 'string') {
    if (!value.includes('\0') && value.isWellFormed()) return undefined;
    return { path: path.join('.'), message: 'contains characters that are not text' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = findUnstorable(inner, [...path, key]);
    if (found) return found;
  }
  return undefined;
}
