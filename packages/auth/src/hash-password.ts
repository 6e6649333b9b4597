import { hash, verify } from '@node-rs/argon2';

/**
 * OWASP's first recommendation for argon2id (Password Storage Cheat Sheet, 2025): 19 MiB, two passes, one lane. About 20 ms on
 * one core, so that a burst of sign-ins costs neither the memory nor the cores that everything else lives on; more would only
 * slow down whoever has stolen the hashes in proportion. The parameters stand in each hash: raising them breaks no old one.
 */
const cost = {
  // Argon2id; the library's own name for it is an enum that cannot be imported.
  algorithm: 2,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} as const;

/** As a PHC string, with a salt of its own. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

export function verifyPassword({ hash: stored, password }: { hash: string; password: string }): Promise<boolean> {
  return verify(stored, password);
}
