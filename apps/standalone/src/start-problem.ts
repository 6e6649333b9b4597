import { ServerStartError } from '@lectern/embedded';

/** Something that the person at the keyboard has to mend: `message` is one line that says what, and needs no stack. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';
}

/** The person wants it to end: the reason that everything which is aborted then gives. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
    this.signal = signal;
  }
}

/** The line to show for an error that is meant for people; undefined for all others. */
export function problemLine(error: unknown): string | undefined {
  return error instanceof StartProblem || error instanceof ServerStartError ? error.message : undefined;
}

/** The code of a failed system call (`ENOENT`) or its message, for a line to people. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Codes of the system say it best; those of a database (42P07) tell nobody anything.
  if ('code' in error && typeof error.code === 'string' && /^E[A-Z]/u.test(error.code)) return error.code;
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message.split('\n', 1).join('');
}
