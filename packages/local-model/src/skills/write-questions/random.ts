/** FNV-1a with a final mix: 32 bits of a text. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value ^= value >>> 16;
  value = Math.imul(value, 0x45d9f3b);
  return (value ^ (value >>> 16)) >>> 0;
}

/** A number from 0 to 1 that depends on nothing but the texts: the same request gets the same answer. */
export function chance(...texts: readonly string[]): number {
  return hash(texts.join('\u0000')) / 0x1_0000_0000;
}

/** The items in an order that depends on `seed` alone. */
export function shuffled<T>(items: readonly T[], seed: string): T[] {
  return items
    .map((item, index) => ({ item, rank: chance(seed, String(index)) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
