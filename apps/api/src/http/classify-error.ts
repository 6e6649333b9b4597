import { AppError, toAppError } from '@lectern/contract';

/** By the driver, the operating system and Postgres: the database cannot be reached, is starting, or ends. */
const awayCodes: ReadonlySet<unknown> = new Set([
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  // too many connections
  '53300',
  // admin shutdown, crash shutdown, cannot connect now
  '57P01',
  '57P02',
  '57P03',
]);

/**
 * What was thrown while a request was answered. When the database is away nothing is wrong with the request and it can be
 * sent again: `unavailable`. All else that nobody classified is `internal`.
 */
export function classifyError(thrown: unknown): AppError {
  if (!(thrown instanceof AppError) && isAway(thrown)) return new AppError('unavailable', undefined, { cause: thrown });
  return toAppError(thrown);
}

function isAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if ('code' in thrown && awayCodes.has(thrown.code)) return true;
  return isAway(thrown.cause);
}
