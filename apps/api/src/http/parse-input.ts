import { AppError, type FieldError, limits } from '@lectern/contract';
import type { z } from 'zod';

/** What an issue says where its schema has no words of its own. */
const noWords = 'Invalid input';
/** Of a field's path that came from the client. */
const pathChars = 200;

/** Parses by the route's schema. Error: `invalid_request` with the wrong fields, as many as an answer names. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    throw invalid(parsed.error.issues.flatMap((issue) => toFieldErrors(issue)));
  }
  // After the schema, which has left out whatever is nested deeper than it knows.
  const unstorable = findUnstorable(parsed.data, []);
  if (unstorable) throw invalid([unstorable]);
  return parsed.data;
}

/** In words that say what it should be; where the schema has words of its own, those. */
function toFieldErrors(issue: z.core.$ZodIssue, within: readonly string[] = []): FieldError[] {
  const place = [...within, ...issue.path.map(String)];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...place, key].join('.'), message: 'is not a field of this request' }));
  }
  // Of several forms a request may have, the one that it is closest to.
  const isPlain = issue.code === 'invalid_union' && issue.message === noWords;
  const closest = isPlain ? issue.errors.toSorted((a, b) => a.length - b.length)[0] : undefined;
  if (closest) return closest.flatMap((inner) => toFieldErrors(inner, place));
  return [{ path: place.join('.'), message: explain(issue) }];
}

function explain(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message.endsWith('received undefined') ? 'is missing' : `must be of type ${issue.expected}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array' ? 'is too short or empty' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters long' : issue.origin === 'array' ? ' items' : ''}`;
    case 'invalid_value':
      return `must be one of: ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'uuid' ? 'must be an id (a UUID)' : issue.message;
    default:
      return issue.message;
  }
}

/** Names the first of them, and says how many there are beside. */
export function invalid(fields: readonly FieldError[]): AppError {
  const named = fields.slice(0, limits.fieldErrors).map(({ path, message }) => ({ path: path.slice(0, pathChars), message }));
  const more = fields.length - named.length;
  const detail = more === 0 ? undefined : `The request is not valid: \`errors\` names ${named.length} of ${fields.length} problems.`;
  return new AppError('invalid_request', detail, { fields: named });
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
