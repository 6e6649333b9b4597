import { createHash } from 'node:crypto';

/** SHA-256, hex. For secrets that are long and random: there is nothing to guess, so a plain hash is enough. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
