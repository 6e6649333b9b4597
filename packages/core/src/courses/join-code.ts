import { randomInt } from 'node:crypto';

/** Without 0 and O, 1, I and L: it is read from a blackboard. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
/** 31^8, about 8.5 * 10^11: with the few guesses that a `guess` route allows nobody finds one of thousands. */
const length = 8;
const form = new RegExp(`^[${alphabet}]{${length}}$`, 'u');

/** A code as it is stored. */
export function drawJoinCode(): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** A stored code as people read it: `ABCD-2345`. */
export function showJoinCode(code: string): string {
  return `${code.slice(0, length / 2)}-${code.slice(length / 2)}`;
}

/** A typed code as it is stored; undefined when it cannot be one. Case, hyphens of any kind and spaces do not matter. */
export function readJoinCode(typed: string): string | undefined {
  const code = typed.replaceAll(/[\s\p{Pd}]/gu, '').toUpperCase();
  return form.test(code) ? code : undefined;
}
