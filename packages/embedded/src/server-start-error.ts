/**
 * A server could not be started for a reason that the person at the keyboard can act on. `message` is one line that
 * says what is wrong and what to do; there is no use in showing the stack.
 */
export class ServerStartError extends Error {
  override readonly name = 'ServerStartError';
}

/** The system's code of a failed call (`ENOENT`, `EACCES`, ...), or undefined for any other error. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
