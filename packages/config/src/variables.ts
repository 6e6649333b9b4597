import { z } from 'zod';

/** Kinds of variables. Their messages never repeat the value. */

/** An address with one of the given protocols (`https:`). */
export function addressOf(protocols: readonly string[]) {
  const shown = protocols.map((protocol) => `${protocol}//`).join(' or ');
  return z.string().refine((value) => protocols.includes(URL.parse(value)?.protocol ?? ''), `must be an address that starts with ${shown}`);
}

export function wholeNumber(range: { from: number; to: number }) {
  const message = `must be a whole number from ${range.from} to ${range.to}`;
  return z
    .string()
    .regex(/^\d{1,9}$/u, message)
    .transform(Number)
    .refine((value) => value >= range.from && value <= range.to, message);
}

export function flag() {
  return z.enum(['true', 'false', '1', '0'], 'must be true or false').transform((value) => value === 'true' || value === '1');
}

export function choiceOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, `must be one of ${values.join(', ')}`);
}

/** Comma-separated, without repetitions. */
export function list() {
  return z.string().transform((value) => [
    ...new Set(
      value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    ),
  ]);
}
