type Fields = Record<string, unknown>;

/** `apiKey`, `x-api-key`, `accessToken`, `Set-Cookie`, `DATABASE_PASSWORD`; but not `inputTokens`. */
const secretName = /authorization|cookie|passw(or)?d|secret|token$|api[-_]?key/i;
const hidden = '[hidden]';

/** Objects nest without end where somebody logs a request; nobody reads further than this. */
const deepest = 6;
const longestMessage = 2_000;

/** A copy that is fit to be logged: secrets hidden by name at any depth, errors as plain objects. */
export function toLoggable(fields: object): Fields {
  return copyFields(fields, 0);
}

function copyFields(fields: object, depth: number): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, secretName.test(name) && value != null ? hidden : copy(value, depth + 1)]),
  );
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest) return '[…]';
  if (value instanceof Error) return copyError(value, depth);
  if (Array.isArray(value)) return value.map((part) => copy(part, depth + 1));
  // Dates, URLs and the like know better how they are written.
  return 'toJSON' in value ? value : copyFields(value, depth);
}

/** Named parts only: SDK errors carry headers and bodies, database errors the rows, as further properties. */
function copyError(error: Error, depth: number): Fields {
  const { code, retryable } = error as { code?: unknown; retryable?: unknown };
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    ...(retryable === undefined ? {} : { retryable }),
    message: shortMessage(error.message),
    stack: frames(error.stack),
    ...(error.cause === undefined ? {} : { cause: copy(error.cause, depth + 1) }),
    ...(error instanceof AggregateError ? { errors: copy(error.errors.slice(0, 5), depth + 1) } : {}),
  };
}

/** Drizzle ends its messages with the query's parameters, which are what users wrote. */
function shortMessage(message: string): string {
  const [withoutParameters = ''] = message.split('\nparams: ');
  return withoutParameters.slice(0, longestMessage);
}

/** The stack without the message that V8 puts above it. */
function frames(stack: string | undefined): string | undefined {
  return stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
}
