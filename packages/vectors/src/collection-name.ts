import { createHash } from 'node:crypto';

/**
 * The collection of an embedding model, for instance `lectern-text-embedding-3-small-1f0c…`. Chroma allows 3 to 63 characters of
 * `a-zA-Z0-9._-` with a letter or digit at both ends; the hash keeps apart what looks alike once cleaned (`a/b` and `a:b`).
 */
export function collectionName(prefix: string, model: string): string {
  const hash = createHash('sha256').update(model).digest('hex').slice(0, 12);
  const readable = [wordsOf(prefix), wordsOf(model)].filter(Boolean).join('-').slice(0, 48).replace(/-$/, '');
  return [readable, hash].filter(Boolean).join('-');
}

/** Whether it is a collection of the installation with this prefix, or of one whose prefix begins like it. */
export function hasPrefix(name: string, prefix: string): boolean {
  return name.startsWith(wordsOf(prefix).slice(0, 48).replace(/-$/, ''));
}

function wordsOf(text: string): string {
  return (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).join('-');
}
